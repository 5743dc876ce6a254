package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import java.util.Set;

/**
 * Addresses of crypto currencies: Base58Check (Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, Tezos, the XRP Ledger), Bech32
 * (BIP 173 and 350, Cardano, Cosmos), Ethereum (EIP-55) and Monero; those without a checksum only near a word that says so.
 */
final class CryptoSpotter implements Spotter {
    private static final Set<String> PARTS = Cues.words(
            "bc tb bcrt ltc tltc addr stake cosmos osmo terra juno secret inj bnb zil vtc dgb grs btg kava sei"
                    + " celestia erd one zs");
    private static final Cues CUES = Cues.list(
            "wallet crypto solana sol phantom ton toncoin algorand algo stellar xlm lumens polkadot dot ethereum eth"
                    + " ether address bitcoincash bch cashaddr token usdt usdc metamask erc20 near monero xmr bsc polygon send"
                    + " coin blockchain");
    private static final Cues CHAINS = Cues.list(
            "wallet solana sol phantom algorand algo stellar xlm lumens polkadot dot bitcoincash bch cashaddr crypto");

    @Override
    public Triggers triggers() {
        return Triggers.DIGITS;
    }

    @Override
    public void spot(Sheet sheet, int at, Finds finds) {
        int length = sheet.length(at);
        if (length < 25 || length > 110 || (sheet.flags(at) & (Sheet.BEYOND | Sheet.LETTER)) != Sheet.LETTER) {
            return;
        }
        int start = sheet.start(at);
        int end = sheet.end(at);
        boolean mixed = (sheet.flags(at) & (Sheet.UPPER | Sheet.LOWER)) == (Sheet.UPPER | Sheet.LOWER);
        if (length == 42 && sheet.is(start, "0x")) {
            ethereum(sheet, at, finds);
        } else if (mixed && length <= 36 && Checksums.base58Check(sheet, start, end)) {
            finds.add(EntityType.CRYPTO, start, end, 0.99, "base58check");
        } else if ((!mixed || length == 95 || length == 106) && special(sheet, start, end, length)) {
            finds.add(EntityType.CRYPTO, start, end, mixed ? 0.9 : 0.99, mixed ? "monero" : "bech32");
        } else if (cued(sheet, start, end, mixed) && CHAINS.near(sheet, at, 5, 2)) {
            finds.add(EntityType.CRYPTO, start, end, 0.7, "crypto-cue");
        }
    }

    private static void ethereum(Sheet sheet, int at, Finds finds) {
        int start = sheet.start(at) + 2;
        boolean upper = false;
        boolean lower = false;
        for (int i = start; i < start + 40; i++) {
            char c = sheet.at(i);
            if (!sheet.hex(i)) {
                return;
            }
            upper |= c >= 'A' && c <= 'F';
            lower |= c >= 'a';
        }
        double score = 0.98;
        if (upper && lower) {
            if (!Checksums.eip55(sheet, start)) {
                return;
            }
        } else {
            score = CUES.near(sheet, at, 5, 2) ? 0.85 : 0.6;
        }
        finds.add(EntityType.CRYPTO, start - 2, start + 40, score, "ethereum");
    }

    private static boolean special(Sheet sheet, int start, int end, int length) {
        if (length == 95 || length == 106) {
            return (sheet.at(start) == '4' || sheet.at(start) == '8') && Checksums.base58(sheet, start, end);
        }
        int one = start + 2;
        while (one < start + 9 && sheet.at(one) != '1') {
            one++;
        }
        return sheet.at(one) == '1'
                && PARTS.contains(sheet.small(start, one))
                && Checksums.bech32(sheet, start, one, end);
    }

    private static boolean cued(Sheet sheet, int start, int end, boolean mixed) {
        int length = end - start;
        if (mixed) {
            return length >= 32 && length <= 48 && Checksums.base58(sheet, start, end);
        }
        boolean upper = sheet.at(start) <= 'Z' && length >= 56 && length <= 58;
        return upper || (length == 42 && (sheet.at(start) == 'q' || sheet.at(start) == 'p'));
    }
}
