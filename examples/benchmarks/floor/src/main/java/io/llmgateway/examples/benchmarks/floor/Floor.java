package io.llmgateway.examples.benchmarks.floor;

import io.llmgateway.examples.benchmarks.kit.Contestant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bare OkHttp and Jackson, as one would write it by hand: JSON is read into trees, sockets send at once, and as many
 * connections are kept as there are threads that ask.
 */
public final class Floor implements Contestant {
    private static final MediaType JSON = MediaType.get("application/json");

    private final JsonMapper mapper = new JsonMapper();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .socketFactory(new AtOnce())
            .connectionPool(new ConnectionPool(64, 5, TimeUnit.MINUTES))
            .readTimeout(Duration.ofMinutes(1))
            .build();
    private String url = "";

    @Override
    public void open(String baseUrl, String variant) {
        url = baseUrl + "/chat/completions";
    }

    @Override
    public String chat(String model, String prompt) throws IOException {
        try (Response response = ask(model, prompt, false)) {
            JsonNode answer = mapper.readTree(response.body().byteStream());
            return answer.path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .asString();
        }
    }

    @Override
    public void stream(String model, String prompt, Consumer<String> reader) throws IOException {
        try (Response response = ask(model, prompt, true)) {
            BufferedSource lines = response.body().source();
            for (String line = lines.readUtf8Line(); line != null; line = lines.readUtf8Line()) {
                if (line.equals("data: [DONE]")) {
                    lines.readUtf8Line(); // the empty line, so that the connection is kept
                    lines.exhausted();
                    return;
                }
                if (line.startsWith("data: ")) {
                    String text = mapper.readTree(line.substring(6))
                            .path("choices")
                            .path(0)
                            .path("delta")
                            .path("content")
                            .asString("");
                    if (!text.isEmpty()) {
                        reader.accept(text);
                    }
                }
            }
        }
        throw new IOException("the stream was cut");
    }

    private Response ask(String model, String prompt, boolean stream) throws IOException {
        ObjectNode body = mapper.createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        if (stream) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        Request request = new Request.Builder()
                .url(url)
                .header("Authorization", "Bearer key")
                .post(RequestBody.create(mapper.writeValueAsString(body).getBytes(StandardCharsets.UTF_8), JSON))
                .build();
        Response response = client.newCall(request).execute();
        if (!response.isSuccessful()) {
            response.close();
            throw new IOException("status " + response.code());
        }
        return response;
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    // OkHttp leaves Nagle's algorithm on, which stalls large requests for 40 ms
    private static final class AtOnce extends SocketFactory {
        private static final SocketFactory PLAIN = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            Socket socket = PLAIN.createSocket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            throw new UnsupportedOperationException();
        }
    }
}
