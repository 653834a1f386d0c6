package kith.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.overlay.Use;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// When a visit may be kept.
final class VisitsTest {
    private static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));
    private static final BoardId OTHER = new BoardId(Bytes.wrap(number(1)));
    private static final PeerId SELF = new PeerId(Bytes.wrap(number(2)));
    private static final PeerId PEER = new PeerId(Bytes.wrap(number(3)));
    private static final String ADDRESS = "peer:1";
    private static final long LINK = 7;
    private static final Message MESSAGE = out -> {};

    private final List<Message> sent = new ArrayList<>();
    private long nanos;

    private final Ground ground =
            (Ground)
                    Proxy.newProxyInstance(
                            Ground.class.getClassLoader(),
                            new Class<?>[] {Ground.class},
                            (proxy, method, with) -> answer(method.getName(), with));
    private final Visits visits = new Visits(ground);

    private static byte[] number(int number) {
        var bytes = new byte[32];
        bytes[0] = (byte) number;
        return bytes;
    }

    private @Nullable Object answer(String name, Object[] with) {
        return switch (name) {
            case "self" -> SELF;
            case "now" -> new Now(nanos, 0);
            case "addresses" -> List.of(ADDRESS);
            case "use" -> Use.NEIGHBOUR;
            case "dial", "wakeAt" -> null;
            case "send" -> {
                sent.add((Message) with[1]);
                yield null;
            }
            default -> throw new AssertionError(name);
        };
    }

    private void visit(BoardId board, @Nullable Message message) {
        visits.visit(board, PEER, message);
        visits.linkUp(LINK, PEER, false, ADDRESS);
    }

    @Test
    void itIsNoneBeforeABoardIsShared() {
        visit(BOARD, null);
        assertFalse(visits.release(LINK));
        visits.shared(LINK, BOARD, PEER);
        assertTrue(visits.release(LINK));
        assertFalse(visits.has(LINK));
        assertFalse(visits.release(LINK));
    }

    @Test
    void whatWaitsForAnotherBoardGoesFirst() {
        visit(OTHER, MESSAGE);
        visits.shared(LINK, BOARD, PEER);
        assertFalse(visits.release(LINK));
        visits.shared(LINK, OTHER, PEER);
        assertEquals(List.of(MESSAGE), sent);
        assertTrue(visits.release(LINK));
    }

    @Test
    void whatWaitsForABoardThatIsNeverSharedHoldsItUpForTenSeconds() {
        visit(OTHER, MESSAGE);
        visits.shared(LINK, BOARD, PEER);
        nanos = 9 * Now.SECOND;
        assertFalse(visits.release(LINK));
        nanos = 10 * Now.SECOND;
        assertTrue(visits.release(LINK));
    }
}
