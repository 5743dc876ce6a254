package io.llmgateway.providers.gemini;

import io.llmgateway.spi.Provider;
import io.llmgateway.spi.ProviderFactory;
import io.llmgateway.spi.ProviderSettings;
import java.util.Optional;
import java.util.Set;

/**
 * Makes providers of type {@code gemini}: Google's models through the Gemini API, or through Vertex AI.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code platform}: {@code gemini} (the default) or {@code vertex}
 *   <li>{@code project}, {@code location}: Vertex AI only. The project is needed unless a key (see {@code auth}) or a
 *       {@code base-url} says where to go; the location is {@code global} by default, else a region such as {@code
 *       europe-west4}, or {@code us} or {@code eu}
 *   <li>{@code auth}: {@code api-key} sends the key as {@code x-goog-api-key}, the default of the Gemini API and the
 *       express mode of Vertex AI; {@code bearer} sends an OAuth access token, the default of Vertex AI. Access tokens
 *       live for about an hour, so give {@link ProviderSettings.Builder#credentials credentials} that renew them
 * </ul>
 *
 * <p>{@code base-url} replaces host and version: {@code https://generativelanguage.googleapis.com/v1beta} for the Gemini
 * API, {@code https://<location>-aiplatform.googleapis.com/v1beta1} for Vertex AI; {@code
 * /projects/<project>/locations/<location>} is added where there is a project. With a {@code base-url} a key is optional.
 * The key is never put into an address.
 *
 * <p>The key is looked for in {@code GEMINI_API_KEY}; {@code GOOGLE_API_KEY}, which other tools of Google read and
 * often means something else, is not read.
 *
 * <p>What common words become, where it is not obvious:
 *
 * <ul>
 *   <li>System messages become the system instruction. One that comes later in the conversation moves there too, with a
 *       warning, since the vendor has no other place for it.
 *   <li>{@code reasoning}: {@code gemini-2.5} models count tokens (an effort becomes a budget), later ones have levels (a
 *       budget is sent only where no effort is set), earlier ones do not think.
 *   <li>Addresses of media are fetched by Google: public {@code https} ones, {@code gs} ones of the same project on
 *       Vertex AI, files of the Files API ({@code files/…} or their full address), and videos of YouTube. {@code data}
 *       addresses are sent as bytes. Vertex AI wants to know the media type.
 *   <li>Function calls another vendor made carry no thought signature; for {@code gemini-3} models, which insist on one,
 *       Google's own word for "made elsewhere" is sent.
 *   <li>Prompts are cached by the vendor on its own, so hints for caching are passed over. To use a cache made
 *       beforehand, set {@code extra("cachedContent", "cachedContents/…")}.
 *   <li>The end user is not sent: the vendor has no field for it. The resolution hint of images is passed over; {@code
 *       extra("generationConfig", Map.of("mediaResolution", …))} sets it for all of a request.
 * </ul>
 */
public final class GeminiProviderFactory implements ProviderFactory {
    /** Used by the service loader. */
    public GeminiProviderFactory() {}

    @Override
    public String type() {
        return "gemini";
    }

    @Override
    public Set<String> options() {
        return Set.of("platform", "project", "location", "auth");
    }

    @Override
    public Optional<String> keyVariable() {
        return Optional.of("GEMINI_API_KEY");
    }

    @Override
    public Optional<String> defaultModel() {
        return Optional.of("gemini-3.6-flash");
    }

    @Override
    public Provider create(ProviderSettings settings) {
        return new GeminiProvider(settings, Endpoint.of(settings));
    }
}
