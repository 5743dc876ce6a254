package io.llmgateway.core.detect;

import java.util.List;
import java.util.stream.Stream;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    static List<Spotter> all() {
        return Stream.concat(
                        Stream.of(
                                new CardSpotter(),
                                new PrivateKeySpotter(),
                                new JwtSpotter(),
                                new UrlCredentialSpotter(),
                                new AuthorizationSpotter(),
                                new AssignmentSpotter(),
                                new PhraseSpotter(),
                                new LooseKeySpotter()),
                        KeySpotter.all().stream())
                .toList();
    }
}
