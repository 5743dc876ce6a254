package io.llmgateway.core.detect;

import java.util.List;
import java.util.stream.Stream;

/** All of the house's own spotters. Those that are needed twice are made once: their tables take time. Immutable. */
final class Spotters {
    private final IdSpotter ids;
    private final Reading numbers;

    /**
     * All of them.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    Spotters(List<String> regions) {
        ids = new IdSpotter(regions);
        numbers = new Reading(List.of(new CardSpotter(), new PhoneSpotter(), ids));
    }

    List<Spotter> all() {
        return Stream.of(
                        numbersAndAddresses(),
                        List.of(new PersonSpotter(), ids, new MrzSpotter()),
                        List.of(new SpelledSpotter(numbers)),
                        secrets(),
                        KeySpotter.all())
                .<Spotter>flatMap(List::stream)
                .toList();
    }

    /** Those of numbers that have little more to them than their digits. */
    Reading numbers() {
        return numbers;
    }

    private static List<Spotter> numbersAndAddresses() {
        return List.of(
                new CardSpotter(),
                new IbanSpotter(),
                new EmailSpotter(),
                new SpelledEmailSpotter(),
                new UrlSpotter(),
                new IpSpotter(),
                new MacSpotter(),
                new NamedMacSpotter(),
                new CryptoSpotter(),
                new BankSpotter(),
                new CoordinatesSpotter(),
                new DateSpotter(),
                new PhoneSpotter());
    }

    private static List<Spotter> secrets() {
        return List.of(
                new PrivateKeySpotter(),
                new JwtSpotter(),
                new JwkSpotter(),
                new CommandSpotter(),
                new PgpassSpotter(),
                new UrlCredentialSpotter(),
                new AuthorizationSpotter(),
                new AssignmentSpotter(),
                new PhraseSpotter(),
                new LooseKeySpotter());
    }
}
