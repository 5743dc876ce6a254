package io.llmgateway.phone;

import java.util.List;

/** Prints how many million chars a second are searched, on one thread. Run by hand. */
final class PhoneSpeed {
    private static final int LENGTH = 2_700;
    private static final long SECOND = 1_000_000_000;
    private static final String PROSE = "The quick answer is that rivers carve valleys slowly, and glaciers carve them"
            + " faster; both leave marks that a patient reader can tell apart. ";
    private static final String DATA =
            "Please write to jane.doe@example.com or call +1 415 555 0132 before May 5, 2026. My"
                    + " card is 4111 1111 1111 1111 and the server 10.0.0.12 answers at https://status.example.com/page?id=12. ";
    private static final String NUMBERS =
            "Order 4711-0815-22 of 12 345 678 parts, invoice 2025 0042 113, ring 030 123456"
                    + " or 0171 1234567, id 9123456789; ";

    private PhoneSpeed() {}

    /**
     * Measures.
     *
     * @param args none
     */
    public static void main(String[] args) {
        PhoneDetector detector = new PhoneDetector();
        for (String part : List.of(PROSE, DATA + PROSE + PROSE, NUMBERS + PROSE + PROSE)) {
            String text = part.repeat(LENGTH / part.length() + 1).substring(0, LENGTH);
            for (List<String> regions : List.of(List.<String>of(), List.of("US"), List.of("DE", "US", "GB"))) {
                run(detector, text, regions);
                System.out.printf("%5.1f MB/s %s %.30s%n", run(detector, text, regions), regions, part);
            }
        }
    }

    private static double run(PhoneDetector detector, String text, List<String> regions) {
        long chars = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < SECOND) {
            detector.find(text, regions);
            chars += text.length();
        }
        return chars * 1e3 / (System.nanoTime() - start);
    }
}
