package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.port.Now;
import org.junit.jupiter.api.Test;

class OwnChainTest {
    private static final Bytes SELF = filled(7);
    private static final Bytes OTHER = filled(8);
    private static final Hasher HASHER =
            (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final Host host = new Host();
    private final Context context =
            new Context(SELF, HASHER, Limits.DEFAULT, host, host, filled(3), true, new Now(0, 1));
    private final ChangeGraph graph = new ChangeGraph(filled(2), HASHER, 128);
    private final Replica replica =
            new Replica(
                    new Replica.Identity(0, filled(4), new SpaceId(filled(2)), "a"),
                    context,
                    new Journal(context),
                    host,
                    graph);

    private static Bytes filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    /// As a record of the log says it.
    private void chain(int number, Bytes author) {
        Bytes record = new Writer().varint(number).bytes(author).varint(5).u8(0).toBytes();
        ReplicaRecords.readChain(new Reader(record), replica);
    }

    private void write(int chain) {
        graph.append(graph.compose(chain, 1 << 20, List.of(), null, Bytes.EMPTY));
    }

    @Test
    void aNumberThatWentToAnotherIsNotWrittenOn() {
        chain(0, SELF); // nothing came of it
        chain(0, OTHER);
        write(0);
        replica.own().started();
        assertEquals(-1, replica.own().chain());
    }

    @Test
    void ourChainIsWrittenOnUnderTheNumberThatItHasNow() {
        chain(0, SELF);
        chain(1, OTHER);
        write(1);
        chain(2, SELF); // what was 0 is nobody's now
        write(2);
        chain(0, filled(9));
        write(0);
        replica.own().started();
        assertEquals(2, replica.own().chain());
    }
}
