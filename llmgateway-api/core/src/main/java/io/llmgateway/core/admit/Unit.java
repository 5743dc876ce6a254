package io.llmgateway.core.admit;

import io.llmgateway.chat.Cost;
import io.llmgateway.chat.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * What a budget is an amount of. Money is counted in US dollars, exactly, and shown in its own currency.
 *
 * @param word as it is shown
 * @param kind what is counted
 * @param dollars US dollars for one; 1 for what is no money
 */
record Unit(String word, Kind kind, BigDecimal dollars) {
    enum Kind {
        MONEY,
        TOKENS,
        REQUESTS
    }

    BigDecimal counted(BigDecimal shown) {
        return isOwn() ? shown : shown.multiply(dollars);
    }

    BigDecimal shown(BigDecimal counted) {
        return isOwn() ? counted : counted.divide(dollars, MathContext.DECIMAL64);
    }

    private boolean isOwn() {
        return dollars.compareTo(BigDecimal.ONE) == 0;
    }

    /** The most an attempt can come to; null where its price is unknown. */
    @Nullable
    BigDecimal most(Most most) {
        return switch (kind) {
            case MONEY -> most.dollars();
            case TOKENS -> most.tokens();
            case REQUESTS -> BigDecimal.ONE;
        };
    }

    /** What an attempt came to, as far as it is known. */
    BigDecimal came(Usage usage, Cost cost) {
        return switch (kind) {
            case MONEY -> cost.known();
            case TOKENS -> BigDecimal.valueOf(usage.total());
            case REQUESTS -> BigDecimal.ONE;
        };
    }

    String text(BigDecimal counted) {
        return plain(shown(counted)) + " " + word;
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
