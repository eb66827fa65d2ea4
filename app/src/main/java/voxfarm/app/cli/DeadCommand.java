package voxfarm.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import voxfarm.app.client.FarmClient;
import voxfarm.common.error.ErrorCode;
import voxfarm.common.error.VoxfarmException;

/** {@code voxfarm dead}: what failed for good. */
@Command(
        name = "dead",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the jobs that failed for good, and submits them again.",
            "A replay is a new request, <id>.r1, labelled replay_of; results are never replaced."
        },
        subcommands = {
            DeadCommand.ListLetters.class,
            DeadCommand.Show.class,
            DeadCommand.Replay.class,
            DeadCommand.Drop.class
        })
public final class DeadCommand extends CommandGroup {
    /** What all share. */
    abstract static class OnDead implements Callable<Integer> {
        @Mixin Farms farms = new Farms();
        @Spec CommandSpec spec = CommandSpec.create();

        abstract void run(FarmClient client, PrintWriter out);

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            try (FarmClient client = farms.running()) {
                run(client, out);
            }
            out.flush();
            return 0;
        }
    }

    /** {@code voxfarm dead list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists them, the newest last.")
    static final class ListLetters extends OnDead {
        @Override
        void run(FarmClient client, PrintWriter out) {
            JsonNode letters = client.deadLetters().path("dead");
            for (JsonNode letter : letters) {
                out.printf(
                        "%s  %s  %s  %s%n",
                        letter.path("at").asText(),
                        letter.path("id").asText(),
                        letter.path("code").asText(),
                        letter.path("message").asText());
            }
            out.println("dead " + letters.size());
        }
    }

    /** {@code voxfarm dead show}. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints one whole.")
    static final class Show extends OnDead {
        @Parameters(paramLabel = "ID", description = "Id from the list.")
        String id = "";

        @Override
        void run(FarmClient client, PrintWriter out) {
            ObjectNode letter = client.deadLetter(id);
            out.println(letter.toPrettyString());
        }
    }

    /** What acts on several. */
    abstract static class OnLetters extends OnDead {
        @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids from the list.")
        List<String> ids = List.of();

        @Option(names = "--all", description = "All that are listed.")
        boolean all;

        List<String> chosen(FarmClient client) {
            if (ids.isEmpty() != all) {
                throw new VoxfarmException(
                        ErrorCode.INVALID_REQUEST, "expected ids, or --all and no ids");
            }
            if (!all) {
                return ids;
            }
            return client.deadLetters()
                    .path("dead")
                    .valueStream()
                    .map(letter -> letter.path("id").asText())
                    .toList();
        }
    }

    /** {@code voxfarm dead replay}. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Submits them again under a new id, and drops them from the list.")
    static final class Replay extends OnLetters {
        @Override
        void run(FarmClient client, PrintWriter out) {
            for (String id : chosen(client)) {
                out.println(id + " replayed as " + client.replay(id).path("request_id").asText());
            }
        }
    }

    /** {@code voxfarm dead drop}. */
    @Command(
            name = "drop",
            mixinStandardHelpOptions = true,
            description = "Takes them off the list; their results stay.")
    static final class Drop extends OnLetters {
        @Override
        void run(FarmClient client, PrintWriter out) {
            for (String id : chosen(client)) {
                client.drop(id);
                out.println(id + " dropped");
            }
        }
    }
}
