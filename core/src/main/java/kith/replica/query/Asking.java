package kith.replica.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.port.About;
import kith.port.Budget;
import kith.port.Gauge;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.sync.Session;
import kith.sync.SyncMessage;

/// Queries between two peers: those that were put to others and wait, and those of others that are
/// to be answered.
///
/// One page is worked out in a step, about a millisecond; between two of them other work goes on.
/// So many may wait for each link; and who has had many pages in a second waits for more, which
/// slows it down and loses nothing.
public final class Asking {
    /// Queries that a link may have open in one direction. Guess: those of a few people.
    static final int OPEN_MAX = 8;

    /// Our own that wait until one can be put to that link. Guess.
    private static final int WAITING_MAX = 1_000;

    /// Pages that a link gets in a second. Guess: a tenth of a processor.
    private static final long PAGES_PER_SECOND = 100;

    /// How soon those are looked at again who had too many.
    private static final long HELD_NANOS = 10 * Now.MILLI;

    /// How long an answer may take.
    public static final long ANSWER_NANOS_MAX = 60 * Now.SECOND;

    private final Context context;
    private final TreeMap<Long, Asked> asked = new TreeMap<>();
    /// Who has had a page stands behind all others.
    private final LinkedHashMap<Long, Asker> askers = new LinkedHashMap<>();
    private final ArrayDeque<Local> locals = new ArrayDeque<>();
    private long numbers;
    private long wakeNanos = Now.NEVER;

    /// What came of a query.
    public sealed interface Outcome {
        /// Some of what was found.
        record Came(Inquiry.Page page) implements Outcome {}

        /// It cannot be put there, and why.
        record Refused(String because) implements Outcome {}

        /// The other side did not answer in time, or is gone.
        record Unanswered() implements Outcome {}
    }

    /// Is told once.
    public interface Then {
        void outcome(Outcome outcome);
    }

    /// A query of ours. It is `sent`, or waits for one before it; once it is `late` nobody waits
    /// for its answer.
    private static final class Asked {
        final long link;
        final Replica replica;
        final Inquiry inquiry;
        final long deadlineNanos;
        final Then then;
        boolean sent;
        boolean late;

        Asked(long link, Replica replica, Inquiry inquiry, long deadlineNanos, Then then) {
            this.link = link;
            this.replica = replica;
            this.inquiry = inquiry;
            this.deadlineNanos = deadlineNanos;
            this.then = then;
        }
    }

    /// A query to this peer itself.
    private record Local(Replica replica, Inquiry inquiry, Then then) {}

    /// A link that asks, and what of it is to be answered.
    private static final class Asker {
        final Deque<Work> work = new ArrayDeque<>();
        final Budget pages;

        Asker(Now now) {
            pages = new Budget(PAGES_PER_SECOND, now);
        }
    }

    private record Work(Session session, Replica replica, QueryMessage.Ask ask) {}

    public Asking(Context context) {
        this.context = context;
    }

    // Asking

    /// Asks this peer itself for a page.
    public void ask(Replica replica, Inquiry inquiry, Then then) {
        if (locals.size() >= WAITING_MAX) {
            then.outcome(new Outcome.Refused("too many queries wait"));
            return;
        }
        locals.add(new Local(replica, inquiry, then));
        wakeAt(context.now().nanos());
    }

    /// Asks the other side of a link for a page.
    public void ask(Session session, Replica replica, Inquiry inquiry, long millis, Then then) {
        if (!session.about().can(About.Can.ANSWERS)) {
            then.outcome(new Outcome.Refused("it answers no queries"));
        } else if (!session.shares(replica)) {
            then.outcome(new Outcome.Refused("it does not share that space"));
        } else if (asked.size() >= WAITING_MAX) {
            then.outcome(new Outcome.Refused("too many queries are on their way"));
        } else {
            long wait = Math.max(0, Math.min(millis, ANSWER_NANOS_MAX / Now.MILLI)) * Now.MILLI;
            long deadline = context.now().nanos() + wait;
            asked.put(++numbers, new Asked(session.link(), replica, inquiry, deadline, then));
            wakeAt(deadline);
            sendNext(session.link());
        }
    }

    /// Sends what waits for that link, as far as may be open.
    private void sendNext(long link) {
        Session session = context.links().session(link);
        int open = 0;
        for (Map.Entry<Long, Asked> entry : asked.entrySet()) {
            Asked one = entry.getValue();
            if (session == null || one.link != link || open == OPEN_MAX) {
                continue;
            }
            open++;
            int space = session.number(one.replica);
            if (!one.sent && space > 0) {
                one.sent = true;
                session.send(new QueryMessage.Ask(entry.getKey(), space, one.inquiry));
            }
        }
    }

    private void answered(Session session, QueryMessage.Answer answer) {
        Asked one = asked.get(answer.number());
        if (one == null || one.link != session.link() || !one.sent) {
            return; // nobody waits any more
        }
        one.inquiry.requireAnswer(answer.page());
        asked.remove(answer.number());
        sendNext(session.link());
        if (!one.late) {
            one.then.outcome(new Outcome.Came(answer.page()));
        }
    }

    // Answering

    /// Takes in what follows on a type that is one of these. What is wrong with it is [Malformed].
    public void received(Session session, SyncMessage.Other message) {
        switch (QueryMessage.read(message.type(), new Reader(message.body()))) {
            case QueryMessage.Ask ask -> asked(session, ask);
            case QueryMessage.Answer answer -> answered(session, answer);
        }
    }

    private void asked(Session session, QueryMessage.Ask ask) {
        if (!(session.source(ask.space()) instanceof Replica replica)) {
            return; // not shared any more: nothing is said of it
        }
        Asker asker = askers.computeIfAbsent(session.link(), link -> new Asker(context.now()));
        if (asker.work.size() >= OPEN_MAX) {
            throw new Malformed("more than " + OPEN_MAX + " queries open");
        }
        asker.work.add(new Work(session, replica, ask));
        wakeAt(context.now().nanos());
    }

    /// One page for whoever is next, if it may have one.
    private void answerOne() {
        for (Map.Entry<Long, Asker> entry : new ArrayList<>(askers.entrySet())) {
            Asker asker = entry.getValue();
            asker.pages.fill(context.now());
            if (!asker.work.isEmpty() && !asker.pages.isOver()) {
                askers.remove(entry.getKey());
                askers.put(entry.getKey(), asker);
                asker.pages.spend(answer(asker.work.remove()));
                return;
            }
        }
    }

    /// Says how many pages it counts as.
    private static long answer(Work work) {
        boolean shares = work.session().shares(work.replica());
        if (!shares) {
            return 1;
        }
        var look = new Look(work.replica().state(), work.ask().inquiry());
        work.session().send(new QueryMessage.Answer(work.ask().number(), look.page()));
        return look.pages();
    }

    // Time and links

    private void wakeAt(long nanos) {
        wakeNanos = Math.min(wakeNanos, nanos);
        context.effects().wakeAt(nanos);
    }

    /// Works out a page, and gives up who waited too long.
    public void wake() {
        long now = context.now().nanos();
        if (now < wakeNanos) {
            if (wakeNanos != Now.NEVER) {
                context.effects().wakeAt(wakeNanos);
            }
            return;
        }
        wakeNanos = Now.NEVER;
        Local local = locals.poll();
        if (local == null) {
            answerOne();
        } else {
            var look = new Look(local.replica().state(), local.inquiry());
            local.then().outcome(new Outcome.Came(look.page()));
        }
        tellLate(now);
        if (!locals.isEmpty()) {
            wakeAt(now);
        }
        for (Asker asker : askers.values()) {
            if (!asker.work.isEmpty()) {
                wakeAt(asker.pages.isOver() ? now + HELD_NANOS : now);
            }
        }
    }

    public void linkDown(long link) {
        askers.remove(link);
        for (Map.Entry<Long, Asked> entry : new ArrayList<>(asked.entrySet())) {
            Asked one = entry.getValue();
            if (one.link == link) {
                asked.remove(entry.getKey());
                if (!one.late) {
                    one.then.outcome(new Outcome.Unanswered());
                }
            }
        }
    }

    /// What the other side has not answered in time is still open there: it counts until its answer
    /// comes, or the link is down.
    private void tellLate(long now) {
        for (Map.Entry<Long, Asked> entry : new ArrayList<>(asked.entrySet())) {
            Asked one = entry.getValue();
            if (one.late) {
                continue;
            }
            if (now < one.deadlineNanos) {
                wakeAt(one.deadlineNanos);
                continue;
            }
            one.late = true;
            if (!one.sent) {
                asked.remove(entry.getKey());
            }
            one.then.outcome(new Outcome.Unanswered());
        }
    }

    /// The bounds are those of each link.
    public void measure(List<Gauge> out) {
        out.add(new Gauge("queries of ours that wait", asked.size(), WAITING_MAX));
        out.add(new Gauge("queries to ourselves", locals.size(), WAITING_MAX));
        askers.forEach(
                (link, asker) -> {
                    String name = "queries to answer over link " + link;
                    out.add(new Gauge(name, asker.work.size(), OPEN_MAX));
                });
    }
}
