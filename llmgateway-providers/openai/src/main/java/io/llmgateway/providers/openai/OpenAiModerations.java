package io.llmgateway.providers.openai;

import io.llmgateway.chat.Category;
import io.llmgateway.chat.Failure;
import io.llmgateway.chat.FailureClass;
import io.llmgateway.chat.Moderation;
import io.llmgateway.chat.ModerationRequest;
import io.llmgateway.chat.ModerationResponse;
import io.llmgateway.chat.ResponseInfo;
import io.llmgateway.chat.Usage;
import io.llmgateway.error.InvalidRequestException;
import io.llmgateway.error.ProviderFailedException;
import io.llmgateway.providers.kit.Consent;
import io.llmgateway.providers.kit.HttpFailure;
import io.llmgateway.providers.kit.ModerationWire;
import io.llmgateway.providers.kit.WireJson;
import io.llmgateway.providers.kit.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * The moderation of OpenAI's dialect. OpenAI says {@code flagged} and tells no usage; Mistral has other categories, no {@code
 * flagged}, and a usage.
 */
final class OpenAiModerations implements ModerationWire {
    // https://platform.openai.com/docs/guides/moderation, https://docs.mistral.ai/capabilities/guardrailing
    private static final Map<String, Category> CATEGORIES = Map.ofEntries(
            Map.entry("harassment", Category.HARASSMENT),
            Map.entry("harassment/threatening", Category.HARASSMENT),
            Map.entry("hate", Category.HATE),
            Map.entry("hate/threatening", Category.HATE),
            Map.entry("hate_and_discrimination", Category.HATE),
            Map.entry("illicit", Category.ILLICIT),
            Map.entry("illicit/violent", Category.ILLICIT),
            Map.entry("dangerous_and_criminal_content", Category.ILLICIT),
            Map.entry("dangerous", Category.ILLICIT),
            Map.entry("criminal", Category.ILLICIT),
            Map.entry("self-harm", Category.SELF_HARM),
            Map.entry("self-harm/intent", Category.SELF_HARM),
            Map.entry("self-harm/instructions", Category.SELF_HARM),
            Map.entry("selfharm", Category.SELF_HARM),
            Map.entry("sexual", Category.SEXUAL),
            Map.entry("sexual/minors", Category.SEXUAL_MINORS),
            Map.entry("violence", Category.VIOLENCE),
            Map.entry("violence_and_threats", Category.VIOLENCE),
            Map.entry("violence/graphic", Category.GRAPHIC_VIOLENCE),
            Map.entry("pii", Category.PRIVACY),
            Map.entry("health", Category.ADVICE),
            Map.entry("financial", Category.ADVICE),
            Map.entry("law", Category.ADVICE),
            Map.entry("jailbreaking", Category.JAILBREAK));

    private final Endpoint endpoint;

    OpenAiModerations(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public WireRequest write(ModerationRequest request, Consent consent) {
        if (request.inputs().isEmpty()) {
            throw new InvalidRequestException("the request has no texts to judge: add one");
        }
        byte[] body = WireJson.object(
                json -> {
                    request.model().ifPresent(model -> json.writeStringProperty("model", model));
                    json.writeArrayPropertyStart("input");
                    request.inputs().forEach(json::writeString);
                    json.writeEndArray();
                },
                request.extra());
        return endpoint.post("/moderations", request.model().orElse(null), body);
    }

    @Override
    public ModerationResponse read(JsonParser json, ModerationRequest request, ResponseInfo.Builder info) {
        json.nextToken();
        JsonNode answer = WireJson.tree(json);
        if (!answer.path("results").isArray()) {
            throw failed(
                    request,
                    answer.has("error")
                            ? OpenAiFailures.inAnswer(answer)
                            : Failure.of(FailureClass.MALFORMED, "the answer has no results"));
        }
        if (answer.path("model").isString()
                && !answer.path("model").stringValue().isEmpty()) {
            info.model(answer.path("model").stringValue());
        }
        if (answer.path("id").isString()) {
            info.id(answer.path("id").stringValue());
        }
        List<Moderation> results = new ArrayList<>();
        for (JsonNode result : answer.path("results")) {
            results.add(result(result, request));
        }
        return new ModerationResponse(results, usage(answer.path("usage")), info.build());
    }

    private Moderation result(JsonNode result, ModerationRequest request) {
        JsonNode categories = result.path("categories");
        List<Moderation.Score> scores = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<String, JsonNode> judged : result.path("category_scores").properties()) {
            if (judged.getValue().isNull()) {
                continue; // of a model that does not know the category
            }
            double score = judged.getValue().asDouble(-1);
            if (!(score >= 0 && score <= 1)) {
                throw failed(
                        request,
                        Failure.of(FailureClass.MALFORMED, "the score of " + judged.getKey() + " is not from 0 to 1"));
            }
            boolean flagged = categories.path(judged.getKey()).asBoolean(false);
            any |= flagged;
            Category category = CATEGORIES.getOrDefault(judged.getKey(), Category.OTHER);
            scores.add(new Moderation.Score(category, judged.getKey(), score, flagged));
        }
        if (scores.isEmpty()) {
            throw failed(request, Failure.of(FailureClass.MALFORMED, "a result of the answer has no category_scores"));
        }
        return new Moderation(result.path("flagged").asBoolean(any), scores);
    }

    // Mistral's total counts its own instructions too, which it does not bill
    private static Usage usage(JsonNode usage) {
        return usage.path("prompt_tokens").isIntegralNumber()
                ? Usage.builder()
                        .input(Math.max(0, usage.path("prompt_tokens").asLong()))
                        .build()
                : Usage.builder().estimated(true).build();
    }

    private ProviderFailedException failed(ModerationRequest request, Failure failure) {
        return new ProviderFailedException(
                endpoint.settings().id(), request.model().orElse(""), failure, null);
    }

    @Override
    public Failure failure(HttpFailure failure) {
        return OpenAiFailures.of(failure);
    }
}
