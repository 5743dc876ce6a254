package io.llmgateway.core.detect;

import java.util.List;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    static List<Spotter> all() {
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
                new PersonSpotter());
    }
}
