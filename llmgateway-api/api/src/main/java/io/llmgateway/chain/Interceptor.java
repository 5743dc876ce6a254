package io.llmgateway.chain;

/**
 * One layer of the corridor. It may change the call, pass it on, pass it on again, answer itself, or refuse; and it may
 * work on the reply through its operators. Written once for whole and for streamed answers. Must be thread-safe.
 *
 * <pre>{@code
 * Interceptor loud = (call, chain) -> chain.proceed(call).mapText(TextFilter.of(String::toUpperCase));
 * }</pre>
 */
@FunctionalInterface
public interface Interceptor {
    /**
     * Handles a call.
     *
     * @param call the call; for a chat its request is a {@link io.llmgateway.chat.ChatRequest}, let other kinds pass
     * @param chain what lies further in
     * @return the reply; not null
     */
    Reply intercept(Call call, Chain chain);
}
