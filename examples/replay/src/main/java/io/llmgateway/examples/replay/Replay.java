package io.llmgateway.examples.replay;

import io.llmgateway.testkit.replay.Replayer;
import io.llmgateway.testkit.replay.Report;
import io.llmgateway.testkit.replay.Result.Side;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plays the recordings below the given directories back through all providers. */
public final class Replay {
    private Replay() {}

    /**
     * Prints a line for each failure and two tables, of answers read and of requests written. Ends with exit code 1
     * where an answer was read in another way than expected, and 2 where it was called in a wrong way. Requests that
     * differ are only told: there is more than one right way to ask.
     *
     * @param args directories of recordings
     */
    public static void main(String[] args) {
        int code = run(args, System.out);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String[] args, PrintStream out) {
        List<Path> directories = Stream.of(args).map(Path::of).toList();
        if (directories.isEmpty() || !directories.stream().allMatch(Files::isDirectory)) {
            out.println("usage: Replay DIRECTORY...  (existing directories of recordings)");
            return 2;
        }
        Report report = Replayer.replay(directories);
        out.print(report);
        return report.failures(Side.RESPONSE).isEmpty() ? 0 : 1;
    }
}
