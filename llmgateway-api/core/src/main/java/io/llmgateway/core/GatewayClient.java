package io.llmgateway.core;

import io.llmgateway.CallOptions;
import io.llmgateway.ChatStream;
import io.llmgateway.LlmClient;
import io.llmgateway.access.Principal;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.ChatResponse;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.ModelRequest;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.error.CancelledException;
import io.llmgateway.error.RefusedException;
import io.llmgateway.guard.Guards;
import io.llmgateway.money.Budgets;
import io.llmgateway.money.Catalogue;
import io.llmgateway.money.Ledger;
import io.llmgateway.recall.Recall;
import io.llmgateway.watch.Statistics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client: a gateway seen with certain options. */
final class GatewayClient implements LlmClient {
    private final Gateway gateway;
    private final @Nullable CallOptions own; // null for those all calls have in common
    private volatile Seen seen;

    /** The options, as they are under the rules of a generation, and the tags each call gets by them. */
    private record Seen(long by, CallOptions options, Map<String, String> tags) {
        Seen(Generation by, CallOptions options) {
            this(by.number(), options, tagsOf(options));
        }
    }

    /** The client itself. */
    GatewayClient(Gateway gateway) {
        this(gateway, null, gateway.current());
    }

    private GatewayClient(Gateway gateway, @Nullable CallOptions own, Generation by) {
        this.gateway = gateway;
        this.own = own;
        this.seen = new Seen(by, own == null ? by.options() : own);
    }

    private Seen seen(Generation by) {
        Seen last = seen;
        if (last.by() != by.number()) {
            last = new Seen(by, own == null ? by.options() : by.usual(own));
            seen = last;
        }
        return last;
    }

    private CallOptions options(Generation by) {
        return seen(by).options();
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
        return asked(request).chat(request, gateway.turn());
    }

    // sources of principals are asked on the caller's thread, where they may find who is logged in
    private GatewayClient asked(ModelRequest request) {
        return options(gateway.current()).principal().isPresent()
                ? this
                : gateway.asking().whoAsks(request).map(this::by).orElse(this);
    }

    private GatewayClient by(Principal principal) {
        return view(options -> options.principal(principal));
    }

    private Reply proceed(ModelRequest request, Gateway.Turn turn, boolean streamed) {
        turn.enter();
        Seen by;
        ModelRequest complete;
        try {
            by = seen(turn.generation());
            complete = complete(request, by, turn.generation());
        } catch (Throwable e) {
            turn.leave();
            throw e;
        }
        return turn.proceed(complete, streamed, by.options());
    }

    private static ModelRequest complete(ModelRequest request, Seen seen, Generation by) {
        return request instanceof ChatRequest chat
                ? withOptions(chat, seen)
                : request instanceof EmbeddingRequest embedding
                        ? withOptions(embedding, seen)
                        : withOptions((ModerationRequest) request, seen, by);
    }

    private ChatResponse chat(ChatRequest request, Gateway.Turn turn) {
        return (ChatResponse) turn.await(proceed(request, turn, false));
    }

    @Override
    public ChatStream stream(ChatRequest request) {
        return asked(request).stream(request, gateway.turn());
    }

    private ChatStream stream(ChatRequest request, Gateway.Turn turn) {
        Reply reply = proceed(request, turn, true);
        LiveStream stream = new LiveStream(reply, turn, turn.generation().threads());
        turn.cancellation().onCancel(stream::cancel); // ends it where nobody reads
        return stream;
    }

    @Override
    public CompletableFuture<ChatResponse> chatAsync(ChatRequest request) {
        return async(request, (client, turn) -> client.chat(request, turn), response -> {});
    }

    @Override
    public CompletableFuture<ChatStream> streamAsync(ChatRequest request) {
        return async(request, (client, turn) -> client.stream(request, turn), ChatStream::close);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the dependent future only watches for somebody else's end
    private <T> CompletableFuture<T> async(
            ChatRequest request, BiFunction<GatewayClient, Gateway.Turn, T> ask, Consumer<T> unwanted) {
        Gateway.Turn turn = gateway.turn();
        CompletableFuture<T> future = new CompletableFuture<>();
        AtomicBoolean over = new AtomicBoolean();
        try {
            GatewayClient asked = asked(request);
            turn.generation().threads().execute(() -> {
                try {
                    T answer = ask.apply(asked, turn);
                    over.set(true);
                    if (!future.complete(answer)) {
                        unwanted.accept(answer);
                    }
                } catch (Throwable e) {
                    future.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(new CancelledException("the client is closed"));
        } catch (RefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
        future.whenComplete((answer, error) -> {
            if (!over.get()) {
                turn.cancellation().cancel(); // or the call has failed, and nothing is left of it
            }
        });
        return future;
    }

    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        return asked(request).embed(request, gateway.turn());
    }

    private EmbeddingResponse embed(EmbeddingRequest request, Gateway.Turn turn) {
        return (EmbeddingResponse) turn.await(proceed(request, turn, false));
    }

    // those of the options, and the team and app of the principal where nobody says otherwise; no vendor sees them
    private static Map<String, String> tagsOf(CallOptions options) {
        Map<String, String> tags = new HashMap<>(options.tags());
        Principal principal = options.principal().orElse(null);
        if (principal != null) {
            addIfAbsent(tags, "team", principal.team());
            addIfAbsent(tags, "app", principal.app());
        }
        return Map.copyOf(tags);
    }

    private static void addIfAbsent(Map<String, String> tags, String name, Optional<String> value) {
        if (value.isPresent()) {
            tags.putIfAbsent(name, value.get());
        }
    }

    // the request's own say more
    private static Map<String, String> tags(Map<String, String> usual, ModelRequest request) {
        if (request.tags().isEmpty()) {
            return usual;
        }
        Map<String, String> tags = new HashMap<>(usual);
        tags.putAll(request.tags());
        return tags;
    }

    @Override
    public ModerationResponse moderate(ModerationRequest request) {
        return asked(request).moderate(request, gateway.turn());
    }

    private ModerationResponse moderate(ModerationRequest request, Gateway.Turn turn) {
        return (ModerationResponse) turn.await(proceed(request, turn, false));
    }

    private static ChatRequest withOptions(ChatRequest request, Seen seen) {
        CallOptions options = seen.options();
        boolean model = request.model().isEmpty() && options.model().isPresent();
        boolean user = request.endUser().isEmpty() && options.endUser().isPresent();
        if (!model && !user && seen.tags().isEmpty()) {
            return request;
        }
        ChatRequest.Builder builder = request.toBuilder().tags(tags(seen.tags(), request));
        if (model) {
            options.model().ifPresent(builder::model);
        }
        if (user) {
            options.endUser().ifPresent(builder::endUser);
        }
        return builder.build();
    }

    private static EmbeddingRequest withOptions(EmbeddingRequest request, Seen seen) {
        CallOptions options = seen.options();
        EmbeddingRequest.Builder builder = request.toBuilder();
        if (request.model().isEmpty()) {
            options.model().ifPresent(builder::model);
        }
        if (request.endUser().isEmpty()) {
            options.endUser().ifPresent(builder::endUser);
        }
        return builder.tags(tags(seen.tags(), request)).build();
    }

    private static ModerationRequest withOptions(ModerationRequest request, Seen seen, Generation by) {
        CallOptions options = seen.options();
        ModerationRequest.Builder builder = request.toBuilder();
        if (request.model().isEmpty()) {
            by.guards().moderationModel().or(options::model).ifPresent(builder::model); // the usual one chats
        }
        if (request.endUser().isEmpty()) {
            options.endUser().ifPresent(builder::endUser);
        }
        return builder.tags(tags(seen.tags(), request)).build();
    }

    @Override
    public void feedback(ChatResponse response, double score) {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException(
                    "score is " + score + ": it must be from 0, useless, to 1, as good as can be");
        }
        gateway.feedback(response, score, options(gateway.current()).tags());
    }

    @Override
    public LlmClient with(Consumer<CallOptions.Builder> change) {
        return view(change);
    }

    private GatewayClient view(Consumer<CallOptions.Builder> change) {
        Generation by = gateway.current();
        CallOptions.Builder builder = options(by).toBuilder();
        change.accept(builder);
        return new GatewayClient(gateway, builder.build(), by);
    }

    @Override
    public Catalogue catalogue() {
        return gateway.rooms().catalogue();
    }

    @Override
    public Ledger ledger() {
        return gateway.current().books().ledger();
    }

    @Override
    public Budgets budgets() {
        return gateway.rooms().budgets();
    }

    @Override
    public Guards guards() {
        return gateway.rooms().guards();
    }

    @Override
    public Recall cache() {
        return new ClientRecall(this, () -> gateway.current().recalling());
    }

    @Override
    public Statistics statistics() {
        return gateway.rooms().statistics();
    }

    @Override
    public void reload() {
        gateway.reload();
    }

    @Override
    public void close() {
        if (own == null) {
            gateway.close();
        }
    }

    @Override
    public String toString() {
        return gateway.toString();
    }
}
