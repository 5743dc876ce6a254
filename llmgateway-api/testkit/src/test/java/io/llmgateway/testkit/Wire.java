package io.llmgateway.testkit;

import java.io.IOException;
import java.util.Map;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A client that knows nothing of vendors. */
final class Wire implements AutoCloseable {
    private final OkHttpClient client =
            new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
    private final String url;
    private final Map<String, String> headers;

    Wire(String url, Map<String, String> headers) {
        this.url = url;
        this.headers = headers;
    }

    static Wire openAi(FakeVendor vendor) {
        return new Wire(vendor.baseUrl(), Map.of("Authorization", "Bearer sk-test"));
    }

    static Wire anthropic(FakeVendor vendor) {
        return new Wire(vendor.baseUrl(), Map.of("x-api-key", "sk-test", "anthropic-version", "2023-06-01"));
    }

    static Wire gemini(FakeVendor vendor) {
        return new Wire(vendor.baseUrl(), Map.of("x-goog-api-key", "sk-test"));
    }

    Call call(String path, String body) {
        Request.Builder request =
                new Request.Builder().url(url + path).post(RequestBody.create(body, MediaType.get("application/json")));
        headers.forEach(request::header);
        return client.newCall(request.build());
    }

    /** An answer that was read to its end. */
    record Got(int status, Response response, String body) {
        Object at(String path) {
            return Js.at(Js.read(body), path);
        }

        /** What the lines with data hold. */
        java.util.List<String> data() {
            return body.lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
        }
    }

    Got post(String path, String body) throws IOException {
        try (Response response = call(path, body).execute()) {
            return new Got(response.code(), response, response.body().string());
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
