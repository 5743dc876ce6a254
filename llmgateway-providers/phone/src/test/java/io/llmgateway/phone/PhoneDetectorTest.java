package io.llmgateway.phone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.llmgateway.guard.EntityType;
import io.llmgateway.guard.Finding;
import io.llmgateway.spi.Detector;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneDetectorTest {
    private static final double COUNTS = 0.5;

    private final PhoneDetector detector = new PhoneDetector();
    private final PhoneNumberUtil plans = PhoneNumberUtil.getInstance();

    /** The text with all that is found in square brackets. */
    private String marked(String text, String... regions) {
        StringBuilder marked = new StringBuilder();
        int copied = 0;
        for (Finding finding : detector.find(text, List.of(regions))) {
            if (finding.score() >= COUNTS) {
                marked.append(text, copied, finding.start())
                        .append('[')
                        .append(finding.of(text))
                        .append(']');
                copied = finding.end();
            }
        }
        return marked.append(text.substring(copied)).toString();
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Detector.class)).hasAtLeastOneElementOfType(PhoneDetector.class);
        assertThat(detector.types()).containsExactly(EntityType.PHONE);
    }

    @ParameterizedTest
    @CsvSource({
        "DE, Call [+49 30 123456] now",
        "DE, Call [(030) 123456] now",
        "DE, [030 123 456] or so",
        "DE, Tel.: [030/123456]",
        "DE, handy [01711234567] bitte",
        "DE, num [０３０ １２３４５６] da",
        "DE, [030 123456] / [0171 1234567]",
        "FR, appelez le [06 12 34 56 78] svp",
        "FR, appelez le [06.12.34.56.78] svp",
        "US, my cell: [2015550123]",
        "US, at [(201) 555-0123] x",
        "US, at [201-555-0123 ext. 44] today",
        "US, call [201 555 0123] or [(201) 555-0124]",
        "US, phone [2015550123 x12] today",
        "GB, ring [07911 123456] soon",
        "CN, 手机[13123456789]。",
        "FR, tel:[+1-201-555-0123;ext=22]",
        "FR, [＋49 30 123456] / +49 1"
    })
    void isFound(String region, String expected) {
        assertThat(marked(expected.replaceAll("[\\[\\]]", ""), region)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a [+49\u200b30\u00a0123456] b", "a [+49\u201130\u2011123456] b", "\ud83d\udcde[+49 30 123456]"})
    void signsThatLookAlikeOrCannotBeSeenHideNothing(String expected) {
        assertThat(marked(expected.replaceAll("[\\[\\]]", ""))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order 030 123456",
                "Rechnung 0171 1234567",
                "ISBN 978-3-16-148410-0",
                "978-3-16-148410-0",
                "4111 1111 1111 1111",
                "on 01.02.2021 and 2021-05-05",
                "2017-2022",
                "pi is 3.14159265",
                "1.234.567 of them",
                "at 192.168.178.255",
                "id 2015550123",
                "2015550123",
                "ABC-0301234567",
                "0301234567-ABC",
                "$ 0301234567.50",
                "jane0301234567@example.com",
                "0123456789",
                "+49 30",
                "+00 30 123456",
                "1 234 567,89",
                "0x0301234567",
                "Boston, MA 02110-1301, USA"
            })
    void isNot(String text) {
        assertThat(marked(text, "DE", "US", "FR", "GB")).isEqualTo(text);
    }

    @Test
    void withoutRegionsOnlyInternationalOnesAreFound() {
        assertThat(marked("ring 030 123456 or +49 30 123456")).isEqualTo("ring 030 123456 or [+49 30 123456]");
    }

    @Test
    void whatMayBeSomethingElseIsFoundWithAScoreBelowTheUsualThreshold() {
        assertThat(detector.find("order 2015550123", List.of("US")))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.score()).isLessThan(COUNTS);
                    assertThat(one.rule()).isEqualTo("phone-us");
                });
    }

    @Test
    void examplesOfAllCountriesAreFoundAsTheyAreWritten() {
        int all = 0;
        int found = 0;
        for (String region : plans.getSupportedRegions()) {
            for (PhoneNumberType type : List.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)) {
                PhoneNumber number = plans.getExampleNumberForType(region, type);
                if (number == null) {
                    continue;
                }
                String international = plans.format(number, PhoneNumberFormat.INTERNATIONAL);
                assertThat(marked("at " + international + " today")).isEqualTo("at [" + international + "] today");
                String national = plans.format(number, PhoneNumberFormat.NATIONAL);
                all += 2;
                found += marked("call " + national + " today", region).contains("[" + national + "]") ? 1 : 0;
                found += marked("at " + national + ", please", region).contains("[" + national + "]") ? 1 : 0;
            }
        }
        assertThat((double) found / all)
                .as("%d of %d", found, all)
                .isGreaterThan(0.83); // many have six digits or fewer
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "4 ",
                "4111 ",
                "+1 ",
                "+49",
                "(0",
                "1-",
                "1.",
                "030 123456 ",
                "1\u200b",
                "\uff11",
                "x12",
                "+1 201 555 0123 ext "
            })
    void takesTimeThatGrowsEvenly(String part) {
        String small = part.repeat((1 << 13) / part.length());
        long first = Math.max(10_000_000, Math.min(time(small), time(small)));
        assertThat(time(small.repeat(16))).isLessThan(first * 16 * 5);
    }

    private long time(String text) {
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        detector.find(text, List.of("DE", "US", "GB", "FR"));
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    }

    @Test
    void findsPartsOfAnyTextInOrder() {
        Random random = new Random(7);
        String signs = "0123456789+-(). /x#;=ext\u200b\uff11\ud83d\ude00 \n,:";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(signs.charAt(random.nextInt(random.nextBoolean() ? 12 : signs.length())));
            }
            int end = 0;
            for (Finding finding : detector.find(text.toString(), List.of("DE", "US"))) {
                assertThat(finding.start()).isGreaterThanOrEqualTo(end);
                end = finding.end();
                assertThat(end).isLessThanOrEqualTo(text.length());
            }
        }
    }
}
