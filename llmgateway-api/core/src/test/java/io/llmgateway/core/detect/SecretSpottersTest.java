package io.llmgateway.core.detect;

import static io.llmgateway.core.detect.SecretCase.chars;
import static io.llmgateway.core.detect.SecretCase.finds;
import static io.llmgateway.core.detect.SecretCase.findsNone;
import static io.llmgateway.core.detect.SecretCase.secrets;
import static io.llmgateway.core.detect.SecretCase.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords and tokens that are known by what is said of them. */
class SecretSpottersTest {
    private static final List<String> NAMED = List.of(
            "apiToken=\"%s\"",
            "apiToken = %s",
            "{\n    \"api_token\": \"%s\"\n}",
            "{\\\"api_token\\\": \\\"%s\\\"}",
            "<apiToken>%s</apiToken>",
            "<apiToken>\n    %s\n</apiToken>",
            "api_token: '%s'",
            "api_token: |\n  %s",
            "string vendorSecret = \"%s\";",
            "vendorSecret := `%s`",
            "$vendor_secret .= \"%s\"",
            "VENDOR_API_KEY ::= \"%s\"",
            "export VENDOR_ACCESS_KEY=%s",
            "config[\"client-secret\"] => '%s'",
            "clientSecret: str = \"%s\"",
            "vendorToken,%s,",
            "-H \"X-Vendor-Api-Key: %s\"",
            "https://host.test/a?b=1&access_token=%s&c=2",
            "{\"name\": \"VENDOR_TOKEN\", \"value\": \"%s\"}",
            "//registry.host.test/:_authToken=%s",
            "setApiKey(\"%s\")",
            "Authorization: Bearer %s",
            "You can find a secret %s within.",
            "Endpoint=sb://a.host.test/;SharedAccessKeyName=x;SharedAccessKey=%s;EntityPath=q");

    @Test
    void findsWhatHasATellingName() {
        Random random = new Random(11);
        for (String form : NAMED) {
            for (int length : new int[] {20, 32, 40, 64}) {
                for (String alphabet : List.of(SecretCase.HEX, SecretCase.SMALL, SecretCase.WORD)) {
                    String value = chars(random, alphabet, length);
                    String text = form.formatted(value);
                    assertThat(secrets(text)).as(text).anySatisfy(found -> assertThat(found.of(text))
                            .isEqualTo(value));
                }
            }
        }
    }

    @Test
    void takesNumbersOfOtherKindsForNone() {
        Random random = new Random(12);
        for (String form : List.of(
                "commit %s",
                "sha256: %s",
                "\"integrity\": \"sha512-%s\"",
                "etag: \"%s\"",
                "md5(file) = %s",
                "https://host.test/blob/%s/a.txt",
                "trace %s took 3 ms",
                "image@sha256:%s",
                "\"revision\": \"%s\"",
                "public_key = \"%s\"",
                "Merge branch 'token' %s into main")) {
            for (int length : new int[] {32, 40, 64}) {
                findsNone(form.formatted(chars(random, SecretCase.HEX, length)));
            }
        }
        for (String form : List.of("user id %s", "\"request_id\": \"%s\"", "cache_key = \"%s\"", "<Guid>%s</Guid>")) {
            findsNone(form.formatted(uuid(random)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: «Kz7!mQp2w»",
                "Password=«Kz7!mQp2w»",
                "the new password is «Kz7!mQp2w», please change it",
                "Das Passwort lautet «Winter2031!»",
                "mot de passe: «Hiver#2031x»",
                "La contraseña es «Verano#88x»",
                "senha: «Verao88x»",
                "hasło: «Zima2031x»",
                "비밀번호 «Kz7!mQp2w»",
                "пароль: «Kz7!mQp2w»",
                "mysql -u root --password «Sne8sd3AZjq»",
                "gpg --passphrase «N1DdkUD3E73» --output a.txt",
                "machine host.test login bob password «letm3in!9»",
                "\"dbPassword\": \"«p@ss-0-rd!»\",",
                "spring.datasource.password=«q8Zt-m41k»",
                "<add key=\"Password\" value=\"«Zk8!pqLm2»\"/>",
                "Server=tcp:a.host.test;User ID=sa;Password=«Qw3rTz88!»;Encrypt=True",
                "env(\"DB_PASSWORD\", \"«Qw3rTz88!»\")",
                "PASSWORD(«Kz7mQp2w»)",
                "user/pwd:«master/IkqSb4Gg»",
                "db_password = \"«kalt!wasser#»\"",
                "pw: «hunter2»",
            })
    void findsPasswords(String marked) {
        assertThat(finds(marked).rule()).isEqualTo("password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: ********",
                "password: ${DB_PASSWORD}",
                "password = \"{{ .Values.password }}\"",
                "password=<your-password>",
                "password = \"changeme\"",
                "password = os.environ[\"PASSWORD1\"]",
                "password = read_password(2)",
                "password = config.db2.password1",
                "password=password1",
                "login(username=username, password=password2)",
                "\"password\": \"string\"",
                "\"password\": \"Contraseña\"",
                "password: 'At least 8 characters'",
                "password: min8chars",
                "password: ~/secrets/db2.txt",
                "password_file: /run/secrets/db1",
                "password_length: 16abc",
                "Password must be at least 8 characters and contain 1 number.",
                "Your password expires in 30days.",
                "the password is incorrect",
                "forgot password? Call 0800-2031 now",
                "api_key = \"YOUR_API_KEY\"",
                "api_key=os.getenv(\"API_KEY\")",
                "apiKey: this.apiKey2,",
                "token: ${{ secrets.GITHUB_TOKEN }}",
                "max_tokens: 4096, temperature: 0.7",
                "tokenizer = load(\"bert-base-uncased-v2\")",
                "token.type = \"Bearer\"",
                "secretKeyRef:\n  name: my-secret-2",
                "The secret to success is 10000 hours.",
                "The token limit is 128000 for this model2x.",
                "key: \"user:1234:profile\"",
                "primary_key = \"order_2031_000123\"",
                "access: 2031-10-05T14:48:00.000Z",
                "arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret-a1b2c3",
                "author = \"M4Bn0Tf0YHDq\"",
                "monkey = \"a8f3kk29dkf93kdlw02k\"",
                "password_hash_algorithm = \"pbkdf2_sha256\"",
                "keyDetails === specs_1.PublicKeyDetails.PKIX_RSA_PKCS1V5",
                "UNRESERVED = \"ABCDEFGHIJKLMNOPQRSTUVWXYZ\"",
                "let SEED = 0x11D17F8B108836DEL;",
                "int token = 4; long mask = 0x8B8D4C97F067CEB4;",
            })
    void knowsWhatIsNoPassword(String text) {
        findsNone(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://anna:«m42ploz2wd»@db.host.test:5432/a",
                "mongodb+srv://anna:«myR3al@ssw0rd»@cluster0.host.test/db?retryWrites=true",
                "redis://:«hub24aoeu»@localhost:6379/0",
                "jdbc:mysql://admin:«str0ngPazz»@db.host.test:3306/app",
                "see https://anna:«pl.ease»@host.test/x.",
                "smtps://anna@host.test:«FnD83JZs»@smtp.host.test:465",
                "git clone https://«kq8fj3kd93ks02kdl3kf»@host.test/a.git",
            })
    void findsPasswordsInAddresses(String marked) {
        assertThat(finds(marked).rule()).isEqualTo("url-credentials");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host.test/a@b:c",
                "https://anna@host.test/",
                "https://anna:${PASSWORD}@host.test/",
                "https://{user}:{password}@host.test/",
                "https://username:password@host.test/",
                "mongodb://YOUR_USERNAME:YOUR_PASSWORD@cluster.host.test/",
                "postgres://postgres:postgres@localhost/db",
                "https://user:abc@host.test/v1",
                "https://user:1111@host.test/v1",
                "http://localhost:8080/a?mail=a@b.test",
                "git@host.test:anna/repo.git",
            })
    void knowsAddressesWithoutPasswords(String text) {
        findsNone(text);
    }

    @Test
    void findsWhatIsSentToOpenSomething() {
        String basic = Base64.getEncoder().encodeToString("anna:Kz7!mQp2w".getBytes(StandardCharsets.UTF_8));
        assertThat(finds("Authorization: Basic «" + basic + "»").rule()).isEqualTo("basic-auth");
        finds("-H 'Authorization: Bearer «" + chars(new Random(13), SecretCase.WORD, 24) + "»'");
        finds("Authorization: «" + uuid(new Random(14)) + "»");
        findsNone("Authorization: Basic " + basic.replace('=', ' ').substring(0, 6) + "...");
        findsNone("Authorization: Bearer <token>");
        findsNone("Authorization: Bearer $API_KEY");
        findsNone("Authorization: Basic XXXXXXXXXXXXXXXX");
        findsNone("Basic authentication and bearer tokens of 2031 are explained below");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -u anna:«P@ssw0rd$1» https://host.test",
                "curl --user 'anna:«h0lz~21s»' -X POST https://host.test",
                "curl -X POST \\\n  -d 'a' \\\n  -u anna:«yqDVtkqPECriaLRi»",
                "curl -u \":«d2LkV78zLx!t»\" https://host.test",
                "curl -u \"«d2LkV78zLx!t»:\" https://host.test",
                "curl --user anna:'«pRf7vG2h1L8nQkW9»' -i",
            })
    void findsPasswordsOfCommands(String marked) {
        assertThat(finds(marked).rule()).isEqualTo("curl-user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -u \"$1:$2\" https://host.test",
                "curl -u <user:password> https://host.test",
                "curl -u anna:[PASSWORD] https://host.test",
                "curl -u \"${user}\":\"${password}\"",
                "curl -u anna https://host.test:8080/",
                "curl -u username:token",
                "curl --user \"xxx:yyy\"",
                "nc -u -l 41234",
            })
    void knowsCommandsWithoutPasswords(String text) {
        findsNone(text);
    }
}
