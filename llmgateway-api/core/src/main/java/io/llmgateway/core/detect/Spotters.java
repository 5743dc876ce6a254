package io.llmgateway.core.detect;

import java.util.List;
import java.util.stream.Stream;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    /**
     * All of them.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    static List<Spotter> all(List<String> regions) {
        return Stream.of(
                        numbersAndAddresses(),
                        persons(regions),
                        List.of(new SpelledSpotter(new Reading(numbers(regions)))),
                        secrets(),
                        KeySpotter.all())
                .<Spotter>flatMap(List::stream)
                .toList();
    }

    /** Those of numbers that have little more to them than their digits. */
    static List<Spotter> numbers(List<String> regions) {
        return List.of(new CardSpotter(), new PhoneSpotter(), new IdSpotter(regions));
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

    private static List<Spotter> persons(List<String> regions) {
        return List.of(new PersonSpotter(), new IdSpotter(regions), new MrzSpotter());
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
