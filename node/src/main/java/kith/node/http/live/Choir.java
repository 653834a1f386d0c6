package kith.node.http.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kith.Command;
import kith.Event;
import kith.lang.Bytes;
import kith.node.http.live.UpdateText.Names;
import kith.node.http.talk.Door;
import kith.state.Subscription;

/// Readers of one place in state mode who are all as far: they hear one voice.
///
/// **The problem.** A thousand readers with a subscription each cost the engine a thousand grants
/// for each change, and a thousand times the same is made of what the engine tells.
///
/// **The idea.** A reader that has everything gives up its own subscription and joins the others of
/// its place. The first of them brings its subscription with it. What the engine tells is made into
/// an update once and offered to all; a reader takes it when its connection has room. The last
/// [#ITEMS_MAX] updates are kept for those who are a little behind. Who is further behind
/// leaves, subscribes for itself, and does not come back: it is slow, and of what changes for it
/// the engine then remembers only where.
///
/// The more readers, the longer changes are gathered into one update: [#GAP_NANOS] for each of
/// them, at most [#GAP_NANOS_MAX]. After a pause the first change is told at once.
///
/// Its own virtual thread makes the updates; they are written by that one, or by whichever thread
/// finds that a connection has room again. Joining is done while the engine is owned, so this lock
/// is taken inside the engine's, and never the other way round.
final class Choir {
    /// Updates kept for who is behind: over a second at the slowest pace.
    private static final int ITEMS_MAX = 64;

    /// Bytes of those: some updates of a large place, or one that is larger than that.
    private static final int BYTES_MAX = 1 << 20;

    /// What one more reader adds to the time between two updates: about what writing to it costs.
    private static final long GAP_NANOS = 25_000;

    /// What a person does not notice.
    private static final long GAP_NANOS_MAX = 25_000_000;

    private final Door door;
    private final Place place;
    private final Shape shape;
    private final Mailbox mailbox;
    private final long subscription;
    private final Choirs choirs;

    private final List<Voice> voices = new ArrayList<>();
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long itemsEnd;
    private long bytes;
    private List<String> told;
    private boolean over;

    /// An update, and what it was made of.
    ///
    /// @param version empty when there is more behind it
    /// @param parents the version before; empty where it is not told
    private record Item(List<String> version, List<String> parents, Bytes text, Shape.Told what) {
        /// What it was made of takes about as much as its text.
        long sizeBytes() {
            return 2L * text.size();
        }

        boolean follows(List<String> reached) {
            return parents.isEmpty() || Place.same(parents, reached);
        }
    }

    /// Takes over what a reader had.
    Choir(
            Door door,
            Place place,
            Shape shape,
            Mailbox mailbox,
            long subscription,
            List<String> told,
            Choirs choirs) {
        this.door = door;
        this.place = place;
        this.shape = shape;
        this.mailbox = mailbox;
        this.subscription = subscription;
        this.told = told;
        this.choirs = choirs;
        this.itemsEnd = mailbox.accepted();
    }

    Place place() {
        return place;
    }

    void start() {
        Thread.ofVirtual().name("kith-choir").start(this::run);
    }

    // Members

    /// Joins it to what the engine tells from now on; called while the engine is owned. False when
    /// it is too late.
    synchronized boolean join(Voice voice) {
        if (over) {
            return false;
        }
        voice.startAt(mailbox.accepted());
        voices.add(voice);
        return true;
    }

    void leave(Voice voice) {
        synchronized (this) {
            voices.remove(voice);
            if (over || !voices.isEmpty()) {
                return;
            }
            over = true;
        }
        end();
    }

    private void end() {
        choirs.ended(this);
        door.close(subscription);
        mailbox.close();
    }

    /// What comes next for a reader that has all updates before `number` and was told that version.
    Next next(long number, List<String> version) {
        Item item;
        synchronized (this) {
            if (number >= itemsEnd) {
                return over ? Next.Nothing.OVER : Next.Nothing.NOT_YET;
            }
            long first = itemsEnd - items.size();
            if (number < first) {
                return Next.Nothing.BEHIND;
            }
            item = at((int) (number - first));
        }
        return new Next.Update(
                item.follows(version) ? item.text : own(item, version), item.version);
    }

    /// For a reader that has just joined: it was told another version before.
    private Bytes own(Item item, List<String> version) {
        boolean same = Place.same(item.version, version);
        return text(new Names(item.version, same ? List.of() : version), item.what);
    }

    private Item at(int index) {
        for (Item item : items) {
            if (index-- == 0) {
                return item;
            }
        }
        throw new IllegalStateException("no update at " + index);
    }

    /// What comes next for a reader.
    sealed interface Next {
        record Update(Bytes text, List<String> version) implements Next {}

        enum Nothing implements Next {
            NOT_YET,
            /// What comes next for this reader is not kept any more.
            BEHIND,
            /// Nothing will come here.
            OVER
        }
    }

    // Updates

    private void run() {
        try {
            tellAll();
        } catch (RuntimeException | Error bug) {
            dissolve(); // each reader goes on by itself
            choirs.bug(bug);
        }
    }

    private void tellAll() {
        boolean granted = true; // a reader brings two grants with it, and here one is enough
        while (true) {
            Event event = mailbox.take(Long.MAX_VALUE);
            if (event == null) {
                return;
            }
            long start = System.nanoTime();
            Shape.Told what =
                    event.update() instanceof Subscription.Newest newest
                            ? shape.newest(newest.cells())
                            : new Shape.Again();
            if (what instanceof Shape.Again) {
                dissolve();
                return;
            }
            int readers = tell(event, what);
            if (!event.version().isEmpty()) {
                long gap = Math.min(GAP_NANOS_MAX, readers * GAP_NANOS);
                LockSupport.parkNanos(gap - (System.nanoTime() - start));
            }
            if (granted) {
                granted = false;
            } else {
                door.tell(new Command.More(subscription, 1));
            }
        }
    }

    /// It can only be told anew, to each by itself.
    private void dissolve() {
        List<Voice> all;
        synchronized (this) {
            all = List.copyOf(voices);
            over = true;
        }
        end();
        all.forEach(Voice::pump);
    }

    private int tell(Event event, Shape.Told what) {
        List<Voice> all;
        boolean next = !event.version().isEmpty() && !Place.same(event.version(), told);
        var names = new Names(event.version(), next ? told : List.of());
        Bytes text = text(names, what);
        synchronized (this) {
            items.add(new Item(names.version(), names.parents(), text, what));
            itemsEnd++;
            bytes += items.getLast().sizeBytes();
            while (items.size() > ITEMS_MAX || bytes > BYTES_MAX && items.size() > 1) {
                drop();
            }
            all = List.copyOf(voices);
        }
        if (!event.version().isEmpty()) {
            told = event.version();
        }
        all.forEach(Voice::pump);
        forget(all);
        return all.size();
    }

    /// Drops what everybody has taken. Who joins meanwhile begins behind it.
    private void forget(List<Voice> all) {
        long least = Long.MAX_VALUE;
        for (Voice voice : all) {
            least = Math.min(least, voice.number());
        }
        synchronized (this) {
            while (!items.isEmpty() && itemsEnd - items.size() < least) {
                drop();
            }
        }
    }

    private void drop() {
        bytes -= items.remove().sizeBytes();
    }

    private Bytes text(Names names, Shape.Told what) {
        choirs.made();
        return switch (what) {
            case Shape.Whole whole -> Bytes.wrap(UpdateText.whole(names, whole.value()));
            case Shape.Parts parts ->
                    Bytes.wrap(UpdateText.parts(names, place.address().path(), parts.parts()));
            case Shape.Again again -> throw new IllegalStateException("nothing to tell: " + again);
        };
    }
}
