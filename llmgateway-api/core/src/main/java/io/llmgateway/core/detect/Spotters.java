package io.llmgateway.core.detect;

import java.util.List;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    /**
     * All of them.
     *
     * @param regions where users are, ISO 3166-1 codes
     */
    static List<Spotter> all(List<String> regions) {
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
                new PhoneSpotter(),
                new PersonSpotter(),
                new IdSpotter(regions),
                new MrzSpotter());
    }
}
