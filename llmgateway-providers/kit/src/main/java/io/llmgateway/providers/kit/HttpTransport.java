package io.llmgateway.providers.kit;

import io.llmgateway.chain.Call;
import io.llmgateway.chain.ExtraHeaders;
import io.llmgateway.chain.Reply;
import io.llmgateway.chat.ChatRequest;
import io.llmgateway.chat.Embedding;
import io.llmgateway.chat.EmbeddingRequest;
import io.llmgateway.chat.EmbeddingResponse;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.ModelResponse;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.MisconfiguredException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.spi.ProviderSettings;
import io.llmgateway.spi.World;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import okhttp3.ConnectionSpec;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Sends a vendor's requests and reads the answers. Each provider has connections of its own, no limit of calls at once, no
 * retries and no redirects behind the caller's back. Thread-safe; closed by the provider that made it.
 *
 * <p>A call ends early when its cancellation says so, when its thread is interrupted, or when a clock runs out; the
 * connection is then closed at once. A platform thread that waits for bytes of an HTTP/1 connection notices an
 * interrupt only when some come, a virtual thread at once. A lookup of a name that hangs inside the system cannot be
 * ended from outside.
 */
public final class HttpTransport implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpTransport.class.getName());
    // written by OkHttp itself, when the request is sent
    private static final Set<String> FRAMING = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
            "user-agent");

    private final String provider;
    private final World world;
    private final Connections connections;
    private final List<String> headers;
    private final List<String> secrets = new ArrayList<>(0);
    // to parse the one and to prepare the other cost two kilobytes a call
    private final Latest<String, HttpUrl> urls = new Latest<>(HttpUrl::get);
    private final Latest<List<String>, Redaction> redactions = new Latest<>(this::redaction);

    private HttpTransport(ProviderSettings settings, UnaryOperator<OkHttpClient.Builder> more) {
        provider = settings.id();
        world = settings.world();
        headers = new ArrayList<>();
        for (Map.Entry<String, String> header : settings.headers().entrySet()) {
            addHeader(header.getKey(), header.getValue());
        }
        connections = new Connections(world, builder -> more.apply(secured(builder, settings)));
    }

    /**
     * A transport for one provider.
     *
     * @param settings the provider's settings
     * @return the transport, to be closed by the provider
     * @throws MisconfiguredException if HTTP does not allow one of its headers
     */
    public static HttpTransport of(ProviderSettings settings) {
        return of(settings, builder -> builder);
    }

    static HttpTransport of(ProviderSettings settings, UnaryOperator<OkHttpClient.Builder> more) {
        return new HttpTransport(settings, more);
    }

    private static OkHttpClient.Builder secured(OkHttpClient.Builder builder, ProviderSettings settings) {
        if (settings.tls().isPresent()) {
            return builder.sslSocketFactory(
                    settings.tls().get().sockets(), settings.tls().get().trusted());
        }
        // which certificates to trust need not be read then: a fifth of a second in a process that has just started
        boolean plain = settings.baseUrl().orElse("").startsWith("http://");
        return plain ? builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)) : builder;
    }

    /**
     * What {@link io.llmgateway.spi.Provider#address} tells of a base URL.
     *
     * @param baseUrl as configured
     * @return the same without user, query and fragment; empty where it is no URL with a host
     */
    public static Optional<URI> address(String baseUrl) {
        try {
            URI all = new URI(baseUrl);
            return all.getHost() == null
                    ? Optional.empty()
                    : Optional.of(
                            new URI(all.getScheme(), null, all.getHost(), all.getPort(), all.getPath(), null, null));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private void addHeader(String name, String value) {
        try {
            Headers.of(name, value);
        } catch (IllegalArgumentException e) { // not as the cause: its message may show the value
            throw new MisconfiguredException("llmgateway.providers." + provider + ".headers." + name
                    + ": the name or the value holds a character that HTTP does not allow, such as a line end");
        }
        headers.add(name);
        headers.add(value);
        if (SENSITIVE.matcher(name).find()) {
            secrets.add(value);
        }
    }

    private static final Pattern SENSITIVE = Pattern.compile("(?i)key|token|auth|secret|cookie");

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
        WireRequest written = wire.write(request, call, consent);
        ChatWire.Reader reader = wire.reader(request);
        Exchange exchange = exchange(call, written);
        Response response = send(exchange, call, written, wire::failure);
        Function<String, @Nullable String> header = response::header;
        Answer answer = new Answer(
                provider,
                exchange.model(),
                requestId(header),
                RateLimits.read(header, world.now()),
                consent.warnings(),
                exchange.redaction(),
                world);
        if (call.streamed() && !wholeBody(exchange, response, wire.framing())) {
            return Reply.of(new StreamSource(exchange, response, Exchange.unzipped(response), reader, answer, wire));
        }
        byte[] body = exchange.read(response);
        return Reply.of(new WholeAnswer(exchange, response, body).chat(reader, answer, wire));
    }

    // a server that does not know how to stream answers whole, and so do errors with status 200
    private static boolean wholeBody(Exchange exchange, Response response, Framing framing) {
        String type = response.header("Content-Type");
        // some call their events so, too
        return framing == Framing.SSE
                && type != null
                && type.startsWith("application/json")
                && exchange.beginsWithJson(response);
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
        return whole(call, consent, wire.write(request, consent), wire::failure, (json, info, exchange) -> {
            EmbeddingResponse read = wire.read(json, request, info);
            checkCount(exchange, "vectors", read.embeddings(), request.inputs());
            checkLengths(exchange, read.embeddings());
            return read;
        });
    }

    /**
     * Asks for moderation.
     *
     * @param call the call, with a {@link ModerationRequest}
     * @param wire the vendor's format
     * @return the reply
     */
    public Reply moderate(Call call, ModerationWire wire) {
        ModerationRequest request = (ModerationRequest) call.request();
        Consent consent = new Consent(provider, request);
        return whole(call, consent, wire.write(request, consent), wire::failure, (json, info, exchange) -> {
            ModerationResponse read = wire.read(json, request, info);
            checkCount(exchange, "judgements", read.results(), request.inputs());
            return read;
        });
    }

    private static void checkCount(Exchange exchange, String what, List<?> read, List<String> texts) {
        if (read.size() != texts.size()) {
            throw exchange.failed(FailureClass.MALFORMED, read.size() + " " + what + " for " + texts.size() + " texts");
        }
    }

    private static void checkLengths(Exchange exchange, List<Embedding> vectors) {
        for (Embedding vector : vectors) {
            if (vector.dimensions() == 0) {
                throw exchange.failed(FailureClass.MALFORMED, "a vector without numbers");
            }
        }
    }

    /** Reads an answer that comes at once. */
    private interface Reading {
        ModelResponse read(JsonParser json, ResponseInfo.Builder info, Exchange exchange);
    }

    private Reply whole(
            Call call, Consent consent, WireRequest written, Function<HttpFailure, Failure> failures, Reading reading) {
        Exchange exchange = exchange(call, written);
        Response response = send(exchange, call, written, failures);
        byte[] body = exchange.read(response);
        ResponseInfo.Builder info = ResponseInfo.builder(provider, exchange.model())
                .requestId(requestId(response::header))
                .warnings(consent.warnings())
                .rateLimits(RateLimits.read(response::header, world.now()))
                .raw(body);
        try (JsonParser json = WireJson.parser(body, 0, body.length)) {
            return Reply.of(reading.read(json, info, exchange));
        } catch (ProviderFailedException e) { // told inside the answer
            throw exchange.failed(exchange.redaction().apply(e.failure(), requestId(response::header)));
        } catch (JacksonException e) {
            throw exchange.malformed(e);
        }
    }

    private Exchange exchange(Call call, WireRequest written) {
        return new Exchange(provider, call, world, redactions.of(written.secrets()), connections);
    }

    private Redaction redaction(List<String> keys) {
        List<String> hidden = new ArrayList<>(secrets);
        hidden.addAll(keys);
        return Redaction.of(hidden);
    }

    private Response send(Exchange exchange, Call call, WireRequest written, Function<HttpFailure, Failure> failures) {
        Response response = exchange.execute(request(exchange, call, written));
        if (response.isSuccessful()) {
            return response;
        }
        byte[] body = exchange.readError(response);
        if (response.isRedirect()) {
            throw exchange.failed(redirected(exchange, response));
        }
        throw exchange.failed(failures.apply(exchange.failure(response, body)));
    }

    private Request request(Exchange exchange, Call call, WireRequest written) {
        Request.Builder request = new Request.Builder().tag(Exchange.class, exchange);
        try {
            request.url(urls.of(written.url()));
        } catch (IllegalArgumentException e) { // not as the cause: its message shows the URL
            throw new InvalidRequestException("the address made of the provider's base-url and the model is no URL;"
                    + " check the model's name \"" + exchange.model() + "\"");
        }
        request.post(new OneShotBody(written.body()));
        if (call.streamed()) {
            // compressed streams are held back by proxies and decoders until a block is full
            request.header("Accept-Encoding", "identity");
        }
        addAll(request, headers, exchange);
        addAll(request, written.headers(), exchange);
        return withExtra(request.build(), call);
    }

    // what is ours goes first: nobody may put another key in its place
    private static Request withExtra(Request request, Call call) {
        ExtraHeaders extra = call.get(ExtraHeaders.ATTRIBUTE).orElse(null);
        if (extra == null) {
            return request;
        }
        Map<String, String> headers = extra.headers();
        if (headers == null) { // written by others
            return request;
        }
        Request.Builder more = request.newBuilder();
        headers.forEach((name, value) -> {
            if (name == null || value == null) {
                return;
            }
            boolean taken = request.header(name) != null
                    || FRAMING.contains(name.toLowerCase(Locale.ROOT))
                    || SENSITIVE.matcher(name).find();
            if (!taken) {
                try {
                    more.header(name, value);
                } catch (IllegalArgumentException e) { // left out, as is said
                    LOG.log(System.Logger.Level.DEBUG, "HTTP does not allow the extra header {0}", name);
                }
            }
        });
        return more.build();
    }

    private static void addAll(Request.Builder request, List<String> headers, Exchange exchange) {
        for (int i = 0; i < headers.size(); i += 2) {
            try {
                request.header(headers.get(i), headers.get(i + 1));
            } catch (IllegalArgumentException e) { // not as the cause: its message may show the value
                throw exchange.failed(
                        FailureClass.CREDENTIAL,
                        "the value of the header " + headers.get(i)
                                + " holds a character that HTTP does not allow; check the key");
            }
        }
    }

    private static Failure redirected(Exchange exchange, Response response) {
        String target = exchange.redaction().apply(response.header("Location"));
        return new Failure(
                FailureClass.MALFORMED,
                "the server redirects to " + target + ", and redirects are not followed since they would carry the key"
                        + " elsewhere; if that is right, make it the provider's base-url",
                response.code(),
                null,
                requestId(response::header),
                null);
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

    /** How many connections are open, idle or in use. */
    int openConnections() {
        return connections.open();
    }

    /** Ends the calls under way with {@link io.llmgateway.error.CancelledException}, and closes all connections. */
    @Override
    public void close() {
        connections.close();
    }

    @Override
    public String toString() {
        return "HttpTransport[" + provider + "]";
    }
}
