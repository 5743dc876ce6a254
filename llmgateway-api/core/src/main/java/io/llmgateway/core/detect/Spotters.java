package io.llmgateway.core.detect;

import java.util.ArrayList;
import java.util.List;

/** All of the house's own spotters. */
final class Spotters {
    private Spotters() {}

    /**
     * All of them.
     *
     * @param ids those of ids, which are much to make
     * @param reading finds numbers in what is spelled
     */
    static List<Spotter> all(IdSpotter ids, Reading reading) {
        List<Spotter> all = new ArrayList<>(numbersAndAddresses());
        all.addAll(List.of(new PersonSpotter(), ids, new MrzSpotter(), new SpelledSpotter(reading)));
        all.addAll(secrets());
        all.addAll(KeySpotter.all());
        return all;
    }

    /**
     * Those of numbers that have little more to them than their digits.
     *
     * @param ids those of ids
     */
    static List<Spotter> numbers(IdSpotter ids) {
        return List.of(new CardSpotter(), new PhoneSpotter(), ids);
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
