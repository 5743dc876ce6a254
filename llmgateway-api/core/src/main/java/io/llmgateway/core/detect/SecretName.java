package io.llmgateway.core.detect;

import java.util.ArrayList;
import java.util.Arrays;
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

    private static final Set<String> PASSWORDS = words(
            """
            password passwd pwd pass passphrase passcode passwords pw pswd psw passw pword passwort kennwort
            pin contrasena contraseña clave senha haslo hasło motdepasse mdp wachtwoord lösenord losenord
            parola salasana heslo jelszo adgangskode passord kodeord пароль 密码 密碼 口令 パスワード 비밀번호 비번 패스워드 암호
            userpassword dbpassword paasword passowrd pasword parole sifre şifre mysqlpwd sshpass pgpassword""");
    private static final Set<String> TOKENS = words(
            """
            token secret apikey credential credentials creds cred authorization authtoken accesskey
            secretkey privatekey authkey accesstoken clientsecret apisecret apitoken secrets tokens jwt
            bearer pat webhook appsecret sessiontoken oauth 토큰 시크릿 jeton segredo secreto geheimnis
            sharedaccesskey accountkey sercret""");
    private static final Set<String> KEYS = words(
            """
            key keys auth api access salt nonce noncestr seed sig hmac cookie session sessionid sid license
            licence schlüssel authentication auths _auth imsi login dsn cert apiid appkey dockercfg""");
    // before "key" they make it a secret one
    private static final Set<String> OF_KEYS = words(
            """
            api access secret private auth account encryption encrypt decryption signing sign master shared
            storage session service license licence activation app application client consumer subscription
            authentication admin write read function webhook integration server deploy ssh rsa aes
            root user product recovery security hmac jwt instrumentation""");
    // after a telling word, or before it, they say that the value is something about it
    private static final Set<String> ABOUT_AFTER = words(
            """
            length size count name names id ids type types file path dir url uri endpoint policy field label
            prefix suffix regex pattern hint reset expiry expires expiration ttl timeout age date time
            version algorithm alg format index idx column manager store provider class handler factory limit
            max min usage required valid validator encoder strength ref arn alias code board word words pair
            ring vault map set list text title description message error placeholder input visible changed
            change updated at on in bucket fingerprint thumbprint digest checksum rotation scope scopes
            issuer audience budget cost price rate usd address contract symbol decimals ids2 selector state
            status event management control point level log logs group role method""");
    private static final Set<String> ABOUT_BEFORE = words(
            """
            public pub change primary foreign partition sort cache next page continuation pagination idempotency
            natural max min num total forgot reset no without invalid wrong hot index surrogate composite
            unique object bucket row hash state registry locale translation message prompt completion input
            output cached reasoning special eos bos pad unk mask stop image sync dedup lookup routing csrf
            xsrf site hotkey arrow sha trace span correlation request commit etag issuer subject""");

    static Set<String> words(String words) {
        return Set.copyOf(Arrays.asList(words.split("\\s+", -1)));
    }

    /** What the telling words in the last part of a text say, up to an operator. */
    static SecretName of(String text) {
        List<String> words = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        cut(text, words, ends);
        SecretName best = NONE;
        int sign = text.lastIndexOf('@'); // what is before it is a user's, such as in postgres@host
        for (int i = words.size() - 1; i >= 0 && text.length() - ends.get(i) <= AFTER && ends.get(i) > sign; i--) {
            SecretName kind = kind(words, i);
            if (kind.compareTo(best) > 0) {
                best = kind;
            }
        }
        return best;
    }

    private static void cut(String text, List<String> words, List<Integer> ends) {
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            boolean letter = Character.isLetter(c);
            boolean hump = letter
                    && start >= 0
                    && Character.isUpperCase(c)
                    && (Character.isLowerCase(text.charAt(i - 1))
                            || (i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1))));
            if (start >= 0 && (!letter || hump)) {
                words.add(text.substring(start, i).toLowerCase(Locale.ROOT));
                ends.add(i);
                start = -1;
            }
            if (letter && start < 0) {
                start = i;
            }
        }
    }

    private static SecretName kind(List<String> words, int i) {
        String word = words.get(i);
        String before = i > 0 ? words.get(i - 1) : "";
        String after = i + 1 < words.size() ? words.get(i + 1) : "";
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
