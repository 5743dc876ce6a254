package io.llmgateway.examples.replay;

import io.llmgateway.testkit.replay.Replayer;
import io.llmgateway.testkit.replay.Report;
import io.llmgateway.testkit.replay.Result.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Plays the recordings below the given directories back through all providers. */
public final class Replay {
    private Replay() {}

    /**
     * Prints a line for each failure and a table; ends with exit code 1 where an answer was read in another way than
     * expected.
     *
     * @param args directories of recordings
     */
    @SuppressWarnings("SystemOut") // it is a command
    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: Replay DIRECTORY...");
            System.exit(2);
        }
        List<Path> directories = Stream.of(args).map(Path::of).toList();
        Report report = Replayer.replay(directories);
        System.out.print(report);
        if (!report.failures(Side.RESPONSE).isEmpty()) {
            System.exit(1);
        }
    }
}
