package io.llmgateway.providers.kit;

import java.util.ArrayList;
import java.util.List;

/** One HTTP request as a vendor's module writes it: always a POST with a JSON body. */
public final class WireRequest {
    private final String url;
    private final byte[] body;
    private final List<String> headers;
    private final List<String> secrets;

    private WireRequest(String url, byte[] body, List<String> headers, List<String> secrets) {
        this.url = url;
        this.body = body;
        this.headers = headers;
        this.secrets = secrets;
    }

    /**
     * The absolute URL.
     *
     * @return the URL
     */
    public String url() {
        return url;
    }

    /**
     * The JSON body in UTF-8.
     *
     * @return the bytes, not a copy
     */
    public byte[] body() {
        return body;
    }

    /**
     * The headers without content type and length.
     *
     * @return names and values in turn
     */
    public List<String> headers() {
        return headers;
    }

    /**
     * The same request with another body.
     *
     * @param newBody the JSON body in UTF-8
     * @return a copy
     */
    public WireRequest withBody(byte[] newBody) {
        return new WireRequest(url, newBody, headers, secrets);
    }

    // keys in the headers, to be masked wherever a text of this exchange is shown
    List<String> secrets() {
        return secrets;
    }

    /**
     * Starts with the URL and the body.
     *
     * @param url the absolute URL
     * @param body the JSON body in UTF-8
     * @return a builder
     */
    public static Builder post(String url, byte[] body) {
        return new Builder(url, body);
    }

    @Override
    public String toString() {
        return "WireRequest[" + body.length + " bytes]";
    }

    /** Collects a request. Not thread-safe. */
    public static final class Builder {
        private final String url;
        private final byte[] body;
        private final List<String> headers = new ArrayList<>(4);
        private final List<String> secrets = new ArrayList<>(0);

        private Builder(String url, byte[] body) {
            this.url = url;
            this.body = body;
        }

        /**
         * Adds a header.
         *
         * @param name its name
         * @param value its value
         * @return this
         */
        public Builder header(String name, String value) {
            headers.add(name);
            headers.add(value);
            return this;
        }

        /**
         * Adds a header whose value holds a key.
         *
         * @param name its name
         * @param prefix what stands before the key, such as {@code "Bearer "}
         * @param secret the key
         * @return this
         */
        public Builder secretHeader(String name, String prefix, String secret) {
            secrets.add(secret);
            return header(name, prefix + secret);
        }

        /**
         * The request.
         *
         * @return an immutable value
         */
        public WireRequest build() {
            return new WireRequest(url, body, List.copyOf(headers), List.copyOf(secrets));
        }
    }
}
