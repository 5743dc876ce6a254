package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Sends a vendor's requests and reads the answers. One connection pool a provider, no limit of calls at once, no
 * retries and no redirects behind the caller's back. Thread-safe; closed by the provider that made it.
 */
public final class HttpTransport implements AutoCloseable {
    private static final int MOST_IDLE_CONNECTIONS = 64;
    private static final long MOST_BODY_BYTES = 64L << 20;
    private static final long MOST_ERROR_BYTES = 1L << 20;

    private final String provider;
    private final World world;
    private final OkHttpClient client;
    private final List<String> headers;

    private HttpTransport(ProviderSettings settings) {
        provider = settings.id();
        world = settings.world();
        headers = settings.headers().entrySet().stream()
                .flatMap(header -> java.util.stream.Stream.of(header.getKey(), header.getValue()))
                .toList();
        client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool(MOST_IDLE_CONNECTIONS, 5, TimeUnit.MINUTES))
                .socketFactory(new NoDelaySocketFactory())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .pingInterval(Duration.ofSeconds(20))
                .addInterceptor(HttpTransport::applyClocks)
                .build();
    }

    /**
     * A transport for one provider.
     *
     * @param settings the provider's settings
     * @return the transport, to be closed by the provider
     */
    public static HttpTransport of(ProviderSettings settings) {
        return new HttpTransport(settings);
    }

    /**
     * Asks for a chat.
     *
     * @param call the call, with a {@link ChatRequest}
     * @param wire the vendor's format
     * @return the reply: whole, or under way where the call is streamed
     */
    public Reply chat(Call call, ChatWire wire) {
        ChatRequest request = (ChatRequest) call.request();
        Consent consent = new Consent(provider, request);
        Exchange exchange = open(call, wire.write(request, call, consent));
        Response response = accepted(exchange, wire::failure);
        Answer answer = new Answer(provider, exchange.model(), requestId(response::header), consent.warnings(), world);
        ChatWire.Reader reader = wire.reader(request);
        if (call.streamed() && !wholeBody(response, wire.framing())) {
            Frames frames = wire.framing().frames(response.body().source());
            return Reply.of(new StreamSource(exchange, response, frames, reader, answer, wire));
        }
        byte[] body = exchange.read(response, MOST_BODY_BYTES);
        return Reply.of(new WholeAnswer(exchange, response, body).chat(reader, answer, wire));
    }

    // a server that does not know how to stream answers whole, and so do errors with status 200
    private static boolean wholeBody(Response response, Framing framing) {
        String type = response.header("Content-Type");
        return framing == Framing.SSE && type != null && type.startsWith("application/json");
    }

    /**
     * Asks for embeddings.
     *
     * @param call the call, with an {@link EmbeddingRequest}
     * @param wire the vendor's format
     * @return the reply
     */
    public Reply embed(Call call, EmbeddingWire wire) {
        EmbeddingRequest request = (EmbeddingRequest) call.request();
        Consent consent = new Consent(provider, request);
        Exchange exchange = open(call, wire.write(request, consent));
        Response response = accepted(exchange, wire::failure);
        byte[] body = exchange.read(response, MOST_BODY_BYTES);
        ResponseInfo.Builder info = ResponseInfo.builder(provider, exchange.model())
                .requestId(requestId(response::header))
                .warnings(consent.warnings())
                .raw(body);
        try (JsonParser json = WireJson.parser(body, 0, body.length)) {
            EmbeddingResponse read = wire.read(json, request, info);
            if (read.embeddings().size() != request.inputs().size()) {
                throw exchange.failed(
                        FailureClass.MALFORMED,
                        read.embeddings().size() + " vectors for "
                                + request.inputs().size() + " texts");
            }
            return Reply.of(read);
        } catch (JacksonException e) {
            throw exchange.malformed(e);
        }
    }

    private Exchange open(Call call, WireRequest written) {
        Exchange exchange = new Exchange(provider, call, world, written);
        exchange.checkStillWanted();
        Request.Builder request = new Request.Builder()
                .url(written.url())
                .tag(Clocks.class, exchange.clocks())
                .post(new OneShotBody(written.body()));
        if (call.streamed()) {
            // compressed streams are held back by proxies and decoders until a block is full
            request.header("Accept-Encoding", "identity");
        }
        addAll(request, headers);
        addAll(request, written.headers());
        exchange.start(client.newCall(request.build()));
        return exchange;
    }

    private static void addAll(Request.Builder request, List<String> headers) {
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
    }

    private Response accepted(Exchange exchange, Function<HttpFailure, Failure> failures) {
        Response response = exchange.execute();
        if (response.isSuccessful()) {
            return response;
        }
        byte[] body = exchange.read(response, MOST_ERROR_BYTES);
        throw exchange.failed(failures.apply(exchange.failure(response, body)));
    }

    static @Nullable String requestId(Function<String, @Nullable String> header) {
        for (String name : REQUEST_ID_HEADERS) {
            String id = header.apply(name);
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    private static final String[] REQUEST_ID_HEADERS = {
        "x-request-id", "request-id", "apim-request-id", "x-goog-request-id", "cf-ray"
    };

    private static Response applyClocks(Interceptor.Chain chain) throws IOException {
        Clocks clocks = chain.request().tag(Clocks.class);
        if (clocks == null) {
            return chain.proceed(chain.request());
        }
        return chain.withConnectTimeout(clocks.connectMillis(), TimeUnit.MILLISECONDS)
                .withReadTimeout(clocks.headersMillis(), TimeUnit.MILLISECONDS)
                .withWriteTimeout(clocks.totalMillis(), TimeUnit.MILLISECONDS)
                .proceed(chain.request());
    }

    /** Closes idle connections and ends those in use. */
    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Override
    public String toString() {
        return "HttpTransport[" + provider + "]";
    }
}
