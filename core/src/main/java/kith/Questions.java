package kith;

import java.util.List;
import kith.Problem.Refusal;
import kith.log.Change.Place;
import kith.replica.Replica;
import kith.replica.history.Ask;
import kith.replica.history.History;
import kith.replica.history.Page;

/// Takes questions about the logs of spaces, and answers each of them in the end, unless nobody
/// waits for it any more.
final class Questions {
    private final Outbox outbox;
    private final History history;

    Questions(Outbox outbox, History history) {
        this.outbox = outbox;
        this.history = history;
    }

    void ask(long ticket, Replica replica, Command.Log log) {
        String from = log.from();
        Place behind = from == null ? null : Clients.placesOf(replica, List.of(from)).getFirst();
        var ask =
                new Ask(
                        log.at().path(),
                        log.oldest(),
                        behind,
                        Clients.placesOf(replica, log.since()),
                        log.changesMax(),
                        log.editsMax(),
                        log.valueBytesMax());
        var then = new Answering(outbox, ticket, Clients.version(replica));
        if (!history.begin(ticket, replica, ask, then)) {
            throw new Refusal(
                    Problem.TOO_MANY_QUESTIONS,
                    History.QUESTIONS_MAX + " questions about the log wait: ask again later");
        }
    }

    /// Nobody waits for the answer to that call any more.
    void forget(long ticket) {
        history.forget(ticket);
    }

    private record Answering(Outbox outbox, long ticket, List<String> version)
            implements History.Then {
        @Override
        public void page(Page page) {
            outbox.reply(ticket, new Answer.Logged(page, version));
        }

        @Override
        public void busy() {
            String detail =
                    "the disk is far behind, or fails, and was not read in time: ask again later";
            outbox.reply(ticket, new Answer.Failed(Problem.DISK_BUSY, detail));
        }
    }
}
