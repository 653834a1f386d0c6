package kith.sync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Gauge;
import kith.sync.SketchMessage.Differ;
import kith.sync.SketchMessage.Name;
import kith.sync.SketchMessage.Offer;
import kith.sync.SketchMessage.Row;
import kith.sync.SketchMessage.Same;
import kith.sync.SyncMessage.Have.Kind;
import kith.sync.heads.Comparison;
import kith.sync.heads.MakingOut;
import kith.sync.sketch.Cells;
import kith.sync.sketch.SketchKey;
import kith.sync.sketch.SymbolTable;
import org.jspecify.annotations.Nullable;

/// How two peers with very many chains in a space find out what each has, without naming all.
///
/// *The problem.* To name a chain costs 12 bytes, and 37 more to say once which one is meant. For a
/// hundred thousand authors of whom ten wrote since the last meeting that is 10 MB for a kilobyte.
///
/// *The idea.* The set of the hashes of all heads is reconciled by [kith.sync.sketch]. Both offer
/// when they declare the space; the smaller salt sends cells (the *sender*), the other compares
/// them with its own (the *finder*). What differs then is known as symbols, of which each side
/// knows its own. Those of the other are made out by trying: whoever is ahead in a chain has the
/// other's head among its own older hashes. So in the steady state, where of each chain one side
/// is just ahead, cells and answer are one round trip, and what is missing follows with the answer
/// or right after it.
///
/// ```
///   sender                                       finder
///     Offer -->                     <-- Offer      with Space
///     Row (54 cells) -->                           its own 54 cells; peels
///                                   <-- More       not enough: as many again
///     Row (54 more) -->
///                                   <-- Have(durable)  what the finder is ahead in
///                                   <-- Differ(ours, yours)  what it cannot make out
///     Have(named) of `yours`, Name -->             the rest is known to be equal
///                                   <-- Have(named)    what the sender cannot make out either
/// ```
///
/// What is named goes through [Claims] as ever: forks and chains that are not here are found there.
/// Where sets differ in more than half, or cells do not tell until they cost a quarter of naming
/// all, or a fork is found meanwhile, all is named as without sketches. A peer that makes up what
/// it says makes us believe that it has what it has not, or the reverse, as it could by naming.
///
/// Cost: for 100,000 heads 50 to 80 ms on each side, most of it in reaching for them in memory, and
/// 90 bytes each while it lasts; in pieces of a millisecond or two. Once for each space on a link.
final class Reconciler {
    /// Cells of the first row: enough for 20 heads that differ (10 chains, each with a head on both
    /// sides) in 99 of 100 cases, measured; 651 bytes.
    static final int CELLS_FIRST = 54;

    /// Pieces of half a millisecond that are done in one step where each is the last of its kind.
    private static final int WORK_STEPS = 6;

    /// What is being done, or waited for.
    private enum Phase {
        /// Sketches are not used here, or all is said.
        NONE,
        /// We offered: the other side's offer, or names.
        OFFERED,
        /// We look at our heads.
        GATHERING,
        /// The row is being made longer.
        EXTENDING,
        /// The other side has the word.
        LISTENING,
        /// The finder looks for what differs.
        PEELING,
        /// It is known which of our heads differ; what is known of all others is noted.
        SETTLING,
        /// What the other side has where heads differ is being made out.
        MAKING_OUT,
        /// The names of what we could not make out.
        WAITING
    }

    private final SpaceLink space;
    private final Session session;
    private final Telling telling;
    private final Feed feed;
    private Phase phase = Phase.NONE;
    private Bytes salt = Bytes.EMPTY;
    private int offeredHeads;
    private @Nullable Offer theirs;
    private boolean sender;

    /// All was named meanwhile: what is still said of sketches is heard, and nothing is answered.
    private boolean named;

    private @Nullable Comparison comparison;
    private @Nullable MakingOut makingOut;

    /// The finder asked for more cells.
    private boolean asked;

    /// Heads of the finder may be asked for by their symbols.
    private boolean askable;

    /// By our chain: the place of the symbol of the other side's older head in it.
    private final TreeMap<Integer, Integer> symbols = new TreeMap<>();

    /// Our heads whose symbols the finder told, in that order.
    private List<Integer> withheld = List.of();

    /// By our chain: up to where the other side is known to have it, by sketches; 0: not.
    private int[] known = new int[0];

    Reconciler(SpaceLink space, Session session, Telling telling, Feed feed) {
        this.space = space;
        this.session = session;
        this.telling = telling;
        this.feed = feed;
    }

    private ChangeGraph graph() {
        return space.source.graph();
    }

    // Offers

    /// The space is being declared: offers to compare by sketches, when that is worth it.
    void offer() {
        int count = graph().chainCount();
        if (count >= session.sketchHeadsMin()) {
            salt = space.source.salt();
            offeredHeads = Math.min(count, SketchMessage.HEADS_MAX);
            phase = Phase.OFFERED;
            session.send(new Offer(space.number, salt, offeredHeads));
        }
    }

    /// The other side declared the space too.
    void matched() {
        if (phase != Phase.OFFERED) {
            telling.tellAll();
        } else {
            begin();
        }
    }

    private void onOffer(Offer offer) {
        if (theirs != null || offer.salt().equals(salt)) {
            throw new Malformed("an offer that was made before");
        }
        theirs = offer;
        begin();
    }

    private void begin() {
        Offer other = theirs;
        if (phase != Phase.OFFERED || other == null || !space.isMatched()) {
            return;
        }
        int fewer = Math.min(offeredHeads, other.heads());
        int apart = Math.abs(offeredHeads - other.heads());
        if (apart > fewer / 2) {
            phase = Phase.NONE;
            telling.tellAll();
            return;
        }
        sender = salt.compareTo(other.salt()) < 0;
        int cellsMax = Math.clamp(fewer, CELLS_FIRST, SketchMessage.CELLS_MAX);
        SketchKey key = SketchKey.of(salt, other.salt(), space.source.space());
        long secret = new Reader(space.source.salt()).u64();
        var of = new Comparison(graph(), key, secret, cellsMax);
        of.want(sender ? Math.min(CELLS_FIRST, fewer) + apart + apart / 2 : 0);
        comparison = of;
        phase = Phase.GATHERING;
    }

    // The sender's and the finder's messages

    void on(SketchMessage message) {
        switch (message) {
            case Offer offer -> onOffer(offer);
            case Row row -> onRow(row);
            case SketchMessage.More ignored -> onMore();
            case Differ differ -> onDiffer(differ);
            case Name name -> onName(name);
            case Same same -> onSame(same);
        }
    }

    private void onRow(Row row) {
        if (named || phase == Phase.NONE || phase == Phase.OFFERED) {
            return;
        }
        Cells theirRow = compared().theirs();
        boolean may = asked || theirRow.size() == 0;
        if (sender || !may || !compared().isDue(row.cells().size())) {
            throw new Malformed("cells that nobody asked for");
        }
        asked = false;
        row.cells().forEach(cell -> theirRow.add(cell.sum(), cell.check()));
        compared().want(theirRow.size());
        if (phase == Phase.LISTENING) {
            phase = Phase.EXTENDING;
        }
    }

    private void onMore() {
        if (named || phase == Phase.NONE) {
            return;
        }
        if (!sender || phase != Phase.LISTENING || !compared().mayGrow()) {
            throw new Malformed("more cells asked for than there may be");
        }
        compared().want(2 * compared().wanted());
        phase = Phase.EXTENDING;
    }

    private void onDiffer(Differ differ) {
        if (phase == Phase.NONE) {
            return;
        }
        if (!sender || phase != Phase.LISTENING) {
            throw new Malformed("a difference that nobody waits for");
        }
        var ofOurs = new ArrayList<Integer>();
        for (long symbol : differ.yours()) {
            int head = headOf(symbol);
            if (head == SymbolTable.NONE) {
                throw new Malformed("a head that was in no sketch");
            }
            ofOurs.add(head);
        }
        compared().differ(ofOurs, differ.ours());
        phase = Phase.SETTLING;
    }

    private void onName(Name name) {
        if (phase == Phase.NONE || named) {
            return;
        }
        if (!askable) {
            throw new Malformed("names asked for that nobody withheld");
        }
        askable = false;
        var chains = new ArrayList<Integer>();
        for (long symbol : name.yours()) {
            int head = headOf(symbol);
            if (head != SymbolTable.NONE) {
                chains.add(compared().chainOf(head));
            }
        }
        if (!chains.isEmpty()) {
            telling.name(chains, Kind.NAMED);
        }
        if (phase == Phase.LISTENING) {
            end();
        }
    }

    private void onSame(Same same) {
        ChainId id =
                switch (same.by()) {
                    case NUMBER -> space.numbers.idOurs((int) same.yours());
                    case SYMBOL ->
                            idOf(comparison == null ? SymbolTable.NONE : headOf(same.yours()));
                    case PLACE -> idOf(at(withheld, same.yours()));
                };
        var root = new ChainId(id.author(), id.incarnation(), Bytes.EMPTY);
        space.onChain(new SyncMessage.Chain(space.number, same.number(), root, 0, 0));
    }

    private int headOf(long symbol) {
        return compared().heads().find(symbol);
    }

    private static int at(List<Integer> heads, long place) {
        return place < heads.size() ? heads.get((int) place) : SymbolTable.NONE;
    }

    private ChainId idOf(int head) {
        if (head == SymbolTable.NONE) {
            throw new Malformed("a chain told by what was in no sketch");
        }
        return graph().id(compared().chainOf(head));
    }

    /// The other side named what it was to name.
    void heardNamed() {
        if (phase == Phase.WAITING) {
            space.opened();
            phase = Phase.LISTENING;
            if (!askable) {
                end();
            }
        }
    }

    /// The other side begins to name all it has: it does not use sketches, or not any more.
    void hearsAll() {
        if (phase != Phase.NONE && (askable || !telling.isAll())) {
            telling.tellAll();
        }
        end();
        known = new int[0];
    }

    private void end() {
        phase = Phase.NONE;
        comparison = null;
        makingOut = null;
        withheld = List.of();
        symbols.clear();
        askable = false;
    }

    // Work

    /// Whether there is more to be done.
    boolean isWorking() {
        return switch (phase) {
            case NONE, OFFERED, LISTENING, WAITING -> false;
            case GATHERING, EXTENDING, PEELING, SETTLING, MAKING_OUT -> true;
        };
    }

    /// Goes on for about a millisecond. What is small is done at once.
    void work() {
        int left = WORK_STEPS;
        while (left > 0 && isWorking()) {
            Phase before = phase;
            step();
            left -= phase == before ? WORK_STEPS : 1;
        }
    }

    private void step() {
        switch (phase) {
            case NONE, OFFERED, LISTENING, WAITING -> {}
            case GATHERING -> gather();
            case EXTENDING -> extend();
            case PEELING -> peel();
            case SETTLING -> goOver();
            case MAKING_OUT -> makeOut();
        }
    }

    private Comparison compared() {
        Comparison of = comparison;
        if (of == null) {
            throw new IllegalStateException("nothing is compared in " + phase);
        }
        return of;
    }

    private void gather() {
        if (compared().gather()) {
            if (!compared().heads().leftOut().isEmpty()) {
                telling.name(compared().heads().leftOut(), Kind.DURABLE);
            }
            phase = compared().wanted() > 0 ? Phase.EXTENDING : Phase.LISTENING;
        }
    }

    private void extend() {
        if (compared().extend()) {
            if (sender) {
                sendRow();
            }
            phase = sender ? Phase.LISTENING : Phase.PEELING;
        }
    }

    private void sendRow() {
        Cells row = compared().row();
        var cells = new ArrayList<Row.Cell>();
        for (int cell = compared().send(); cell < row.size(); cell++) {
            cells.add(new Row.Cell(row.sum(cell), row.check(cell)));
        }
        session.send(new Row(space.number, cells));
    }

    private void peel() {
        if (!compared().peel()) {
            return;
        }
        if (compared().sort()) {
            phase = Phase.SETTLING;
        } else if (compared().mayGrow()) {
            asked = true;
            session.send(new SketchMessage.More(space.number));
            phase = Phase.LISTENING;
        } else {
            phase = Phase.LISTENING;
            telling.tellAll(); // the other side does so too when it hears that
        }
    }

    /// What does not differ the other side has: the same, or more of the same.
    private void goOver() {
        Comparison of = compared();
        boolean over =
                of.goOver(
                        (head, differs) -> {
                            int chain = of.chainOf(head);
                            int seq = of.heads().seq(head);
                            if (!differs) {
                                has(chain, seq, of.heads().piece(head));
                            }
                            telling.knows(chain, seq);
                        });
        if (over) {
            makingOut = of.makingOut();
            phase = Phase.MAKING_OUT;
        }
    }

    private void has(int chain, int seq, long piece) {
        if (chain >= known.length) {
            known = Arrays.copyOf(known, Math.max(chain + 1, graph().chainCount()));
        }
        known[chain] = Math.max(known[chain], seq);
        feed.has(chain, seq, false, piece);
        feed.confirm(chain, seq);
    }

    private void makeOut() {
        MakingOut of = makingOut;
        if (of == null || !of.work()) {
            return;
        }
        makingOut = null;
        for (MakingOut.Found one : of.found()) {
            int chain = graph().resolve(compared().chainOf(one.head()), one.seq());
            has(chain, one.seq(), SpaceLink.pieceNumber(one.past()));
            symbols.put(chain, one.symbol());
        }
        if (compared().heads().size() > 0) {
            int seq = compared().heads().seq(0);
            space.source.learned(session.link(), compared().chainOf(0), seq);
        }
        if (sender) {
            reply(of);
        } else {
            answer(of);
        }
    }

    /// The finder says what differs, as far as the sender cannot know it.
    private void answer(MakingOut of) {
        var ahead = new ArrayList<Integer>();
        of.found().forEach(one -> ahead.add(compared().chainOf(one.head())));
        List<Long> unknown = of.unknown();
        if (of.notFound().size() > SketchMessage.SYMBOLS_MAX
                || unknown.size() > SketchMessage.SYMBOLS_MAX) {
            symbols.clear();
            phase = Phase.LISTENING;
            telling.tellAll();
            return;
        }
        if (!ahead.isEmpty()) {
            telling.name(ahead, Kind.DURABLE);
        }
        symbols.clear();
        var ours = new ArrayList<Long>();
        of.notFound().forEach(head -> ours.add(compared().heads().symbol(head)));
        session.send(new Differ(space.number, ours, unknown));
        telling.knowsAll();
        withheld = of.notFound();
        askable = !ours.isEmpty();
        finish(unknown);
    }

    /// The sender names what the finder cannot make out, and asks for what it cannot.
    private void reply(MakingOut of) {
        List<Long> unknown = of.unknown();
        List<Integer> differing = compared().differing();
        if (!named && !differing.isEmpty()) {
            var chains = new ArrayList<Integer>();
            differing.forEach(head -> chains.add(compared().chainOf(head)));
            telling.name(chains, Kind.NAMED);
        }
        symbols.clear();
        if (!named && !compared().opaque().isEmpty()) {
            session.send(new Name(space.number, unknown));
        }
        telling.knowsAll();
        finish(unknown);
    }

    private void finish(List<Long> unknown) {
        if (!unknown.isEmpty()) {
            phase = Phase.WAITING;
            return;
        }
        space.opened();
        phase = Phase.LISTENING;
        if (!askable) {
            end();
        }
    }

    // What else happens

    /// How our next declaration of `chain`, as `number`, can be said in short; null when it cannot.
    @Nullable Same same(int chain, int number) {
        Integer place = symbols.get(chain);
        if (place == null) {
            return null;
        }
        return sender
                ? new Same(space.number, number, Same.By.PLACE, place)
                : new Same(space.number, number, Same.By.SYMBOL, compared().opaque().get(place));
    }

    /// A fork was found, chains have other names, and we are about to name all. What the other side
    /// said stays said, and what it says of sketches is still heard.
    void split() {
        if (comparison != null) {
            comparison.split();
        }
        for (int chain = 0; chain < known.length; chain++) {
            int seq = known[chain];
            if (seq > 0) {
                int at = graph().resolve(chain, seq);
                Past past = graph().past(at, seq);
                has(at, seq, past == null ? 0 : SpaceLink.pieceNumber(past));
            }
        }
        if (phase == Phase.OFFERED && space.isMatched()) {
            phase = Phase.NONE;
        } else if (phase != Phase.NONE && phase != Phase.OFFERED) {
            named = true;
            if (phase != Phase.WAITING && !(sender && isSettling())) {
                phase = Phase.LISTENING;
            }
        }
    }

    private boolean isSettling() {
        return phase == Phase.SETTLING || phase == Phase.MAKING_OUT;
    }

    /// That number is no chain of ours any more.
    void vacated(int chain) {
        if (chain < known.length) {
            known[chain] = 0;
        }
    }

    void measure(String name, List<Gauge> out) {
        Comparison of = comparison;
        int chains = graph().chainCount();
        out.add(
                new Gauge(
                        "heads compared for " + name, of == null ? 0 : of.heads().size(), chains));
        long cells = of == null ? 0 : of.theirs().size();
        out.add(new Gauge("cells held for " + name, cells, SketchMessage.CELLS_MAX));
        long differ = of == null ? 0 : (long) of.differing().size() + of.opaque().size();
        out.add(new Gauge("heads that differ for " + name, differ, 2L * SketchMessage.CELLS_MAX));
    }
}
