package io.llmgateway.testkit.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One recorded exchange: a folder with {@code meta.json}, the response as it came, and where known the request and what
 * must be read out of the response.
 *
 * @param directory the folder
 * @param meta {@code meta.json}
 * @param expected {@code expect.json}, or null
 */
record Recording(Path directory, JsonNode meta, @Nullable JsonNode expected) {
    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /** All recordings below the directories, in order of their paths. */
    static List<Recording> below(List<Path> directories) throws IOException {
        NavigableSet<Path> found = new TreeSet<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> file.endsWith("meta.json"))
                        .map(file -> file.toAbsolutePath().getParent())
                        .forEach(found::add);
            }
        }
        return found.stream().map(Recording::read).toList();
    }

    private static Recording read(Path directory) {
        Path expected = directory.resolve("expect.json");
        return new Recording(
                directory,
                JSON.readTree(directory.resolve("meta.json")),
                Files.exists(expected) ? JSON.readTree(expected) : null);
    }

    String name() {
        return meta.path("name").asString(directory.toString());
    }

    String provider() {
        return meta.path("provider").asString("unknown");
    }

    String kind() {
        return meta.path("kind").asString("unknown");
    }

    int status() {
        return meta.path("status").asInt(200);
    }

    boolean streamed() {
        return meta.path("streaming").asBoolean(false);
    }

    String url() {
        return meta.path("url").asString("");
    }

    /** The model that was asked; where only the answer was kept, the one that answered. */
    String model() {
        String asked = meta.path("request_model").asString("");
        return asked.isEmpty() ? meta.path("response_model").asString("some-model") : asked;
    }

    /** The class of failure that {@code meta.json} itself names, for recordings without expectation. */
    Optional<String> failureClass() {
        return Optional.of(meta.path("class").asString("")).filter(name -> !name.isEmpty());
    }

    /** The headers to play back. The body was decoded when it was recorded, so headers on its coding are left out. */
    Map<String, String> responseHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", contentType());
        for (Map.Entry<String, JsonNode> header : meta.path("response_headers").properties()) {
            String value = header.getValue().asString("");
            if (!value.isEmpty() && !isCoding(header.getKey())) {
                headers.put(header.getKey(), value);
            }
        }
        return headers;
    }

    private static boolean isCoding(String header) {
        return header.equals("content-encoding")
                || header.equals("transfer-encoding")
                || header.equals("content-length");
    }

    private String contentType() {
        String file = responseFile();
        if (file.endsWith(".sse")) {
            return "text/event-stream";
        }
        if (file.endsWith(".ndjson")) {
            return "application/x-ndjson";
        }
        return file.endsWith(".json") ? "application/json" : "text/plain";
    }

    private String responseFile() {
        return meta.path("response_file").asString("response.json");
    }

    byte[] response() throws IOException {
        return Files.readAllBytes(directory.resolve(responseFile()));
    }

    /** The request body as it was sent, if it was kept. */
    Optional<byte[]> request() throws IOException {
        Path file = directory.resolve("request.json");
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }
}
