package io.llmgateway.core.detect;

import io.llmgateway.guard.EntityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that their place tells: beside a vendor's name, in files and commands of their own kind. */
class PlacedSecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailchimp = '«f2dd93e6aa46bf56046dfb6335e9d317»'",
                "Clearbit: «q7Zk2Vw9Lx4Rt8Bn3Mc6Yd1»",
                "clearbit key \"«q7Zk2Vw9Lx4Rt8Bn3Mc6Yd1»\"",
                "squarespace «7c9e6679-7425-40de-944b-e07fc1f90ae7»",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"d\":\"«jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI»\"}",
                "{'k': '«hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg»', 'kty': 'oct'}",
                "db.example.com:5432:app:jane:«Kz8vQ1mP2x»",
                "# hosts\n*:*:*:admin:«Tr0ub4dor3!»\n",
                "sshpass -p «hunter2Xy9» ssh jane@host",
                "mysql -u root -p«hunter2Xy9» shop",
                "redis-cli -h cache -a '«hunter2Xy9»' ping",
                "- name: DB_PASSWORD\n  value: \"«Sup3rS3cret»\"",
                "<server><id>x</id><username>jane</username><password>«aB3dE5gH7»</password></server>",
                "<entry key=\"db.password\">«Sup3rS3cret»</entry>",
                "password = \"«cackle!»\"",
            })
    void finds(String marked) {
        Marked.check(EntityType.SECRET, marked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.mailchimp.com/3.0/lists/f2dd93e6aa46bf56046dfb6335e9d317",
                "mailchimp commit f2dd93e6aa46bf56046dfb6335e9d317",
                "the mailchimp newsletter of marketing and f2dd93e6aa46bf56046dfb6335e9d317",
                "clearbit = 'abcdefghijklmnopqrstuvwxyz'",
                "{\"kty\":\"EC\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}",
                "{\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}",
                "src/Main.java:1204:5:warning:unused2",
                "localhost:8080:80:tcp:map1ng",
                "at 12:3045:678:900:done12",
                "mysql -u root -p shop; ssh -p 2222 host",
                "sshpass -p $PASSWORD ssh host, sshpass -p password ssh host",
                "- name: LOG_LEVEL\n  value: \"Sup3rS3cret\"",
            })
    void leaves(String text) {
        Marked.check(EntityType.SECRET, text);
    }
}
