package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of crypto currencies, by those their documents give. */
class CryptoSpotterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "«1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa»",
                "send to «3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy».",
                "«bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq»",
                "«BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4»",
                "«bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297»",
                "«0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed» and «0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359»",
                "ethereum «0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed»",
                "«rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh»",
                "«TJRabPrwbZy45sbavfcjinPJC18kjpRTv8»",
                "«DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L»",
                "«44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A»",
                "Solana wallet «7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV»",
            })
    void finds(String marked) {
        Marked.check(EntityType.CRYPTO, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
                "8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189",
                "d41d8cd98f00b204e9800998ecf8427e",
                "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
            })
    void leaves(String text) {
        Marked.check(EntityType.CRYPTO, text);
    }
}
