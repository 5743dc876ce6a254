package io.llmgateway.core.detect;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a name says of its value: of a setting, a variable, a field, a header or a tag. */
enum SecretName {
    /** Nothing. */
    NONE,
    /** It may be a key, and as well be a key of a table. */
    KEY,
    /** It is a secret that a machine has made. */
    TOKEN,
    /** It is a secret that a person may have made up. */
    PASSWORD;

    private static final int AFTER = 24; // chars of a name that may follow the telling word

    private static final Set<String> PASSWORDS = Cues.words(
            """
            password passwd pwd pass passphrase passcode passwords pw pswd psw passw pword passwort kennwort
            pin contrasena contraseña clave senha haslo hasło motdepasse mdp wachtwoord lösenord losenord
            parola salasana heslo jelszo adgangskode passord kodeord пароль 密码 密碼 口令 パスワード 비밀번호 비번 패스워드 암호
            userpassword dbpassword paasword passowrd pasword parole sifre şifre mysqlpwd sshpass pgpassword""");
    private static final Set<String> TOKENS = Cues.words(
            """
            token secret apikey credential credentials creds cred authorization authtoken accesskey
            secretkey privatekey authkey accesstoken clientsecret apisecret apitoken secrets tokens jwt
            bearer pat webhook appsecret sessiontoken oauth 토큰 시크릿 jeton segredo secreto geheimnis
            sharedaccesskey accountkey sercret""");
    private static final Set<String> KEYS = Cues.words(
            """
            key keys auth api access salt nonce noncestr seed sig hmac cookie session sessionid sid license
            licence schlüssel authentication auths _auth imsi login dsn cert apiid appkey dockercfg""");
    // before "key" they make it a secret one
    private static final Set<String> OF_KEYS = Cues.words(
            """
            api access secret private auth account encryption encrypt decryption signing sign master shared
            storage session service license licence activation app application client consumer subscription
            authentication admin write read function webhook integration server deploy ssh rsa aes
            root user product recovery security hmac jwt instrumentation""");
    // after a telling word, or before it, they say that the value is something about it
    private static final Set<String> ABOUT_AFTER = Cues.words(
            """
            length size count name names id ids type types file path dir url uri endpoint policy field label
            prefix suffix regex pattern hint reset expiry expires expiration ttl timeout age date time
            version algorithm alg format index idx column manager store provider class handler factory limit
            max min usage required valid validator encoder strength ref arn alias code board word words pair
            ring vault map set list text title description message error placeholder input visible changed
            change updated at on in bucket fingerprint thumbprint digest checksum rotation scope scopes
            issuer audience budget cost price rate usd address contract symbol decimals ids2 selector state
            status event management control point level log logs group role method""");
    private static final Set<String> ABOUT_BEFORE = Cues.words(
            """
            public pub change primary foreign partition sort cache next page continuation pagination idempotency
            natural max min num total forgot reset no without invalid wrong hot index surrogate composite
            unique object bucket row hash state registry locale translation message prompt completion input
            output cached reasoning special eos bos pad unk mask stop image sync dedup lookup routing csrf
            xsrf site hotkey arrow sha trace span correlation request commit etag issuer subject""");

    // the words that may say something, by some bits of their hashes: spares most names that their words are cut out
    private static final BitSet TELLING = new BitSet(1 << 12);
    private static final int WITHIN_KEY = (1 << 'k') | (1 << 'w'); // or password, token
    private static final int WITHIN_SECRET = (1 << 's') | (1 << 'c') | (1 << 'r');
    private static final int LEAST_GLUED = 7;

    static {
        for (Set<String> words : List.of(PASSWORDS, TOKENS, KEYS, Set.of("passe", "key", "keys", "id"))) {
            for (String word : words) {
                TELLING.set(Sheet.hash(word) & 0xfff);
            }
        }
    }

    /** What the telling words in the last part of a text say, up to an operator. */
    static SecretName of(Sheet sheet, int start, int end) {
        int least = end - AFTER; // where a word may end
        for (int i = end - 1; i >= start && i >= least; i--) {
            if (sheet.at(i) == '@') { // what is before it is a user's, such as in postgres@host
                least = i + 1;
            }
        }
        SecretName best = NONE;
        int before = start;
        int beforeEnd = start;
        int word = letter(sheet, start, end);
        while (word < end) {
            int wordEnd = wordEnd(sheet, word, end);
            int after = letter(sheet, wordEnd, end);
            if (wordEnd >= least && telling(sheet, word, wordEnd)) {
                SecretName kind = kind(
                        low(sheet, word, wordEnd),
                        low(sheet, before, beforeEnd),
                        low(sheet, after, wordEnd(sheet, after, end)));
                best = kind.compareTo(best) > 0 ? kind : best;
            }
            before = word;
            beforeEnd = wordEnd;
            word = after;
        }
        return best;
    }

    private static int letter(Sheet sheet, int from, int end) {
        int i = from;
        while (i < end && !Character.isLetter(sheet.at(i))) {
            i++;
        }
        return i;
    }

    // at what is no letter, or a hump
    private static int wordEnd(Sheet sheet, int start, int end) {
        int i = start;
        while (i < end && Character.isLetter(sheet.at(i)) && (i == start || !hump(sheet, i, end))) {
            i++;
        }
        return i;
    }

    private static boolean hump(Sheet sheet, int i, int end) {
        return Character.isUpperCase(sheet.at(i))
                && (Character.isLowerCase(sheet.at(i - 1)) || (i + 1 < end && Character.isLowerCase(sheet.at(i + 1))));
    }

    private static boolean telling(Sheet sheet, int start, int end) {
        int hash = Sheet.EMPTY;
        int letters = 0;
        for (int i = start; i < end; i++) {
            char c = sheet.at(i);
            if (c >= 128) {
                return true;
            }
            hash = Sheet.hash(hash, (char) (c | 32));
            letters |= 1 << c; // of capitals the same
        }
        boolean glued = end - start >= LEAST_GLUED
                && ((letters & WITHIN_KEY) != 0 || (letters & WITHIN_SECRET) == WITHIN_SECRET);
        return glued || TELLING.get(hash & 0xfff);
    }

    private static String low(Sheet sheet, int start, int end) {
        return start == end ? "" : sheet.text(start, end).toLowerCase(Locale.ROOT);
    }

    private static SecretName kind(String word, String before, String after) {
        SecretName kind = plain(word, before);
        if (kind == NONE || ABOUT_BEFORE.contains(before)) {
            return NONE;
        }
        if (ABOUT_AFTER.contains(after) && !(kind == TOKEN && after.equals("id") && word.equals("secret"))) {
            return NONE;
        }
        if (kind == KEY
                && !after.isEmpty()
                && !word.endsWith("key")
                && !after.equals("id")
                && !after.equals("string")) {
            return NONE; // such as loginUrl
        }
        return kind != PASSWORD && after.equals("hash") ? NONE : kind;
    }

    private static SecretName plain(String word, String before) {
        if (PASSWORDS.contains(word) || (word.equals("passe") && before.equals("de"))) {
            return PASSWORD;
        }
        if (TOKENS.contains(word)) {
            return TOKEN;
        }
        if (word.equals("key") || word.equals("keys")) {
            return OF_KEYS.contains(before) ? TOKEN : KEY;
        }
        if (KEYS.contains(word)) {
            return KEY;
        }
        if (word.equals("id") && (before.equals("client") || before.equals("app") || before.equals("consumer"))) {
            return KEY;
        }
        return word.length() > 6 ? glued(word) : NONE;
    }

    private static SecretName glued(String word) {
        if (word.contains("password") || word.contains("passwd") || word.contains("passwort") || word.endsWith("pwd")) {
            return PASSWORD;
        }
        if (word.contains("apikey")
                || word.endsWith("secret")
                || word.endsWith("token")
                || word.endsWith("authtoken")
                || word.contains("secretkey")
                || word.contains("accesskey")
                || word.contains("privatekey")) {
            return TOKEN;
        }
        return word.endsWith("key") && !word.endsWith("monkey") && !word.endsWith("turkey") ? KEY : NONE;
    }
}
