package io.llmgateway.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.error.ProviderFailedException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiFailuresTest {
    private final ChatServer server = new ChatServer("openai");

    @AfterEach
    void close() {
        server.close();
    }

    private Failure failure(int status, String body, String... headers) {
        server.answers(status, body, headers);
        return catchThrowableOfType(ProviderFailedException.class, () -> assertThat(server.ask())
                        .isNull())
                .failure();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                // OpenAI and those who copy it
                "401|{'error':{'message':'Incorrect API key provided: x.','type':'invalid_request_error','param':null,'code':'invalid_api_key'}}|CREDENTIAL|invalid_api_key",
                "403|{'error':{'message':'Country, region, or territory not supported','type':'request_forbidden','code':'unsupported_country_region_territory'}}|CREDENTIAL|unsupported_country_region_territory",
                "404|{'error':{'message':'The model `x` does not exist or you do not have access to it.','type':'invalid_request_error','code':'model_not_found'}}|MODEL_UNKNOWN|model_not_found",
                "400|{'error':{'message':'Too long','type':'invalid_request_error','code':'context_length_exceeded'}}|CONTEXT_TOO_LONG|context_length_exceeded",
                "400|{'error':{'message':'Unsupported value','type':'invalid_request_error','code':'unsupported_value'}}|CALLER_FAULT|unsupported_value",
                "400|{'error':{'message':'Invalid prompt: it was flagged as violating our usage policy','type':'invalid_request_error','code':'invalid_prompt'}}|CONTENT_FILTERED|invalid_prompt",
                "429|{'error':{'message':'Rate limit reached','type':'requests','code':'rate_limit_exceeded'}}|RATE_LIMITED|rate_limit_exceeded",
                "429|{'error':{'message':'Slow','type':'tokens','code':null}}|RATE_LIMITED|tokens",
                "429|{'error':{'message':'You exceeded your current quota','type':'insufficient_quota','code':null}}|QUOTA_EXHAUSTED|insufficient_quota",
                "429|{'error':{'message':'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 31538.','type':'tokens','code':'rate_limit_exceeded'}}|CONTEXT_TOO_LONG|rate_limit_exceeded",
                "500|{'error':{'message':'The server had an error','type':'server_error','code':null}}|TRANSIENT|server_error",
                "503|{'error':{'message':'That model is currently overloaded','type':'server_error','code':null}}|OVERLOADED|server_error",
                "503|{'error':{'message':'Slow down','type':'service_unavailable_error','code':'slow_down'}}|OVERLOADED|slow_down",
                // Azure
                "401|{'error':{'code':'401','message':'Access denied due to invalid subscription key'}}|CREDENTIAL|401",
                "404|{'error':{'code':'DeploymentNotFound','message':'The API deployment does not exist'}}|MODEL_UNKNOWN|DeploymentNotFound",
                "400|{'error':{'message':'The response was filtered','type':null,'code':'content_filter','status':400,'innererror':{'code':'ResponsibleAIPolicyViolation'}}}|CONTENT_FILTERED|content_filter",
                "400|{'error':{'message':'Blocked','code':'BadRequest','inner_error':{'code':'ResponsibleAIPolicyViolation'}}}|CONTENT_FILTERED|BadRequest",
                "429|{'error':{'code':'RateLimitReached','message':'Your requests have exceeded rate limit.'}}|RATE_LIMITED|RateLimitReached",
                "429|{'error':{'code':'NoCapacity','message':'The system is at capacity'}}|OVERLOADED|NoCapacity",
                // Groq
                "413|{'error':{'message':'Request too large for model','type':'tokens','code':'rate_limit_exceeded'}}|CONTEXT_TOO_LONG|rate_limit_exceeded",
                "429|{'error':{'message':'Rate limit reached on tokens per day (TPD): Limit 100','type':'tokens','code':'rate_limit_exceeded'}}|QUOTA_EXHAUSTED|rate_limit_exceeded",
                "498|{'error':{'message':'Flex tier is full','type':'invalid_request_error','code':'capacity_exceeded'}}|OVERLOADED|capacity_exceeded",
                "400|{'error':{'message':'Tool call validation failed','type':'invalid_request_error','code':'tool_use_failed','failed_generation':'{}'}}|CALLER_FAULT|tool_use_failed",
                "400|{'error':{'message':'The model has been decommissioned','type':'invalid_request_error','code':'model_decommissioned'}}|MODEL_UNKNOWN|model_decommissioned",
                // DeepSeek
                "400|{'error':{'message':'This model`s maximum context length is 131072 tokens.','type':'invalid_request_error','param':null,'code':'invalid_request_error'}}|CONTEXT_TOO_LONG|invalid_request_error",
                "402|{'error':{'message':'Insufficient Balance','type':'unknown_error','code':'invalid_request_error'}}|QUOTA_EXHAUSTED|invalid_request_error",
                // Mistral
                "429|{'object':'error','message':'Rate limit exceeded','type':'rate_limited','param':null,'code':'1300','raw_status_code':429}|RATE_LIMITED|rate_limited",
                "429|{'object':'error','message':'Service tier capacity exceeded for this model.','type':'service_tier_capacity_exceeded','code':'3505'}|OVERLOADED|service_tier_capacity_exceeded",
                "400|{'object':'error','message':'Invalid model: x','type':'invalid_model','param':null,'code':'1500'}|MODEL_UNKNOWN|invalid_model",
                "401|{'detail':'Unauthorized'}|CREDENTIAL|",
                "422|{'detail':[{'type':'extra_forbidden','loc':['body','stream_options'],'msg':'Extra inputs are not permitted'}]}|CALLER_FAULT|",
                "422|{'object':'error','message':{'detail':[{'loc':['body'],'msg':'Bad'}]},'type':'invalid_request_error'}|CALLER_FAULT|invalid_request_error",
                "429|{'message':'Requests rate limit exceeded'}|RATE_LIMITED|",
                // xAI
                "400|{'code':'Client specified an invalid argument','error':'Incorrect API key provided: x'}|CREDENTIAL|Client specified an invalid argument",
                "403|{'code':'The caller does not have permission to execute the specified operation','error':'Your team has used all available credits'}|QUOTA_EXHAUSTED|The caller does not have permission to execute the specified operation",
                "403|{'code':'x','error':'Content violates usage guidelines.'}|CONTENT_FILTERED|x",
                "403|{'code':'permission-denied','error':'Content violates usage guidelines. '}|CONTENT_FILTERED|permission-denied",
                "403|{'code':'permission-denied','error':'Your team x has either used all available credits or reached its monthly spending limit.'}|QUOTA_EXHAUSTED|permission-denied",
                "403|{'code':'permission-denied','error':'Access to the chat endpoint is denied.'}|CREDENTIAL|permission-denied",
                "400|{'code':'x','error':'This model`s maximum prompt length is 131072 but the request contains 200000 tokens.'}|CONTEXT_TOO_LONG|x",
                // OpenRouter
                "401|{'error':{'message':'No auth credentials found','code':401}}|CREDENTIAL|401",
                "402|{'error':{'message':'This request requires more credits','code':402}}|QUOTA_EXHAUSTED|402",
                "403|{'error':{'message':'openai/x requires moderation. Your input was flagged','code':403,'metadata':{'reasons':['violence']}}}|CONTENT_FILTERED|403",
                "403|{'error':{'message':'Key limit exceeded','code':403}}|CREDENTIAL|403",
                "400|{'error':{'message':'x/y is not a valid model ID','code':400}}|MODEL_UNKNOWN|400",
                "400|{'error':{'message':'This endpoint`s maximum context length is 32768 tokens.','code':400}}|CONTEXT_TOO_LONG|400",
                "429|{'error':{'message':'Provider returned error','code':429,'metadata':{'raw':'temporarily rate-limited upstream','provider_name':'P'}}}|RATE_LIMITED|429",
                "408|{'error':{'message':'Request timed out','code':408}}|TRANSIENT|408",
                "502|{'error':{'message':'Provider returned error','code':502}}|TRANSIENT|502",
                // Perplexity, Together, Cerebras
                "400|{'error':{'message':'x','type':'too_many_prompt_tokens','code':400}}|CONTEXT_TOO_LONG|too_many_prompt_tokens",
                "429|{'message':'Tokens per minute limit exceeded','type':'too_many_tokens_error','param':'quota','code':'token_quota_exceeded'}|RATE_LIMITED|token_quota_exceeded",
                "429|{'message':'We are experiencing high traffic','type':'too_many_requests_error','param':'queue','code':'queue_exceeded'}|OVERLOADED|queue_exceeded",
                // Hugging Face
                "503|{'error':'Model x is currently loading','estimated_time':20.0}|OVERLOADED|",
                "422|{'error':'Input validation error: bad','error_type':'validation'}|CALLER_FAULT|validation",
                "424|{'error':'Request failed during generation: Server error: CUDA out of memory','error_type':'generation'}|TRANSIENT|generation",
                "422|{'error':'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000','error_type':'validation'}|CONTEXT_TOO_LONG|validation",
                "422|{'error':'Input validation error: `inputs` must have less than 1024 tokens. Given: 2000','error_type':'validation'}|CONTEXT_TOO_LONG|validation",
                "424|{'error':{'message':'Error retrieving tool list from MCP server: x','type':'external_connector_error','param':'tools','code':'http_error'}}|CALLER_FAULT|http_error",
                "402|{'error':'You have exceeded your monthly included credits'}|QUOTA_EXHAUSTED|",
                "400|{'error':{'message':'The requested model `x` is not supported by any provider you have enabled.','type':'invalid_request_error','code':'model_not_supported'}}|MODEL_UNKNOWN|model_not_supported",
                // servers of one's own
                "404|{'error':{'message':'model `x` not found, try pulling it first','type':'not_found_error','param':null,'code':null}}|MODEL_UNKNOWN|not_found_error",
                "400|{'error':{'code':400,'message':'the request exceeds the available context size','type':'exceed_context_size_error','n_ctx':4096}}|CONTEXT_TOO_LONG|exceed_context_size_error",
                "503|{'error':{'code':503,'message':'Loading model','type':'unavailable_error'}}|OVERLOADED|unavailable_error",
                "400|{'object':'error','message':'This model`s maximum context length is 4096 tokens','type':'BadRequestError','code':400}|CONTEXT_TOO_LONG|BadRequestError",
                // proxies
                "502|<html><h1>Bad Gateway</h1></html>|TRANSIENT|",
                "401|<html><h1>401 Authorization Required</h1></html>|CREDENTIAL|",
                "403|<html><h1>Request blocked</h1></html>|MALFORMED|",
                "403|<html><p>You have reached your spending limit</p></html>|MALFORMED|",
                "404|Not Found|MODEL_UNKNOWN|",
                "413|{'error':{'message':'Payload too large','type':'request_too_large'}}|CALLER_FAULT|request_too_large"
            })
    void tellsFailuresApart(int status, String body, FailureClass kind, String code) {
        Failure failure = failure(status, body.replace('\'', '"').replace('`', '\''));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.requestId()).isEqualTo("req_1");
        assertThat(failure.message()).isNotBlank();
    }

    @Test
    void anEmptyBodyIsReadByItsStatus() {
        assertThat(failure(500, "").kind()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(failure(403, "").kind()).isEqualTo(FailureClass.CREDENTIAL);
        assertThat(failure(403, "").message()).isEqualTo("no message");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error':{'message':'Please try again in 26.604s. Visit us','code':'rate_limit_exceeded'}}|26604",
                "{'error':{'message':'Please try again in 6m0s.','code':'rate_limit_exceeded'}}|360000",
                "{'error':{'message':'Please try again in 120ms.','code':'rate_limit_exceeded'}}|120",
                "{'error':{'message':'Please retry after 17 seconds.','code':'429'}}|17000",
                "{'error':'Model is currently loading','estimated_time':20.5}|20500",
                "{'error':{'message':'x','code':429,'metadata':{'retry_after_seconds':3}}}|3000",
                "{'error':{'message':'no idea when','code':429}}|",
                "{'error':'y','estimated_time':1e999}|"
            })
    void readsTheWaitInTheBody(String body, Long millis) {
        assertThat(failure(429, body.replace('\'', '"')).retryAfter())
                .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @Test
    void theHeaderComesBeforeTheText() {
        Failure failure = failure(
                429,
                "{\"error\":{\"message\":\"Please try again in 26s\",\"code\":\"rate_limit_exceeded\"}}",
                "retry-after",
                "5");
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "Sun, 06 Nov 1994 08:49:37 GMT"})
    void aHeaderWithoutAWaitNamesNone(String header) {
        assertThat(failure(429, "{}", "retry-after", header).retryAfter()).isNull();
        String body = "{\"error\":{\"message\":\"Please try again in 26s\",\"code\":\"rate_limit_exceeded\"}}";
        assertThat(failure(429, body, "retry-after", header).retryAfter()).isEqualTo(Duration.ofSeconds(26));
    }

    @Test
    void showsNoKey() {
        Failure failure = failure(
                401,
                "{\"error\":{\"message\":\"Bad key " + ChatServer.KEY + "\",\"code\":\"" + ChatServer.KEY + "\"}}");
        assertThat(failure.toString()).doesNotContain(ChatServer.KEY);
        Failure inAnswer = failure(
                200,
                "{\"error\":{\"message\":\"Bad key " + ChatServer.KEY + "\",\"code\":\"" + ChatServer.KEY + "\"}}");
        assertThat(inAnswer.toString()).doesNotContain(ChatServer.KEY);
    }

    @Test
    void saysWhatAValidationListSays() {
        assertThat(failure(422, "{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"Extra inputs\"},{\"a\":1}]}")
                        .message())
                .isEqualTo("body.seed: Extra inputs; {\"a\":1}");
    }
}
