package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import kith.node.link.Outbox.Offer;
import org.junit.jupiter.api.Test;

final class OutboxTest {
    @Test
    void framesAreTakenAllAtOnceAndInOrder() {
        var outbox = new Outbox(10, 1000);
        byte[] first = {1};
        byte[] second = {2};
        assertEquals(Offer.TAKEN, outbox.offer(first));
        assertEquals(Offer.TAKEN, outbox.offer(second));
        List<byte[]> taken = outbox.takeAll();
        assertEquals(2, taken.size());
        assertSame(first, taken.get(0));
        assertSame(second, taken.get(1));
    }

    @Test
    void whatTheWriterHoldsCountsUntilItIsWritten() {
        var outbox = new Outbox(2, 1000);
        outbox.offer(new byte[10]);
        outbox.offer(new byte[10]);
        outbox.takeAll();
        assertEquals(Offer.FULL, outbox.offer(new byte[10]));
        outbox.written(1, 14);
        assertEquals(Offer.TAKEN, outbox.offer(new byte[10]));
        assertEquals(2, outbox.frames());
        assertEquals(28, outbox.bytes());
    }

    @Test
    void bytesAreCountedWithTheirHeadersAndFilledToTheBrim() {
        var outbox = new Outbox(100, 100);
        assertEquals(Offer.FULL, outbox.offer(new byte[97]));
        assertEquals(Offer.TAKEN, outbox.offer(new byte[46]));
        assertEquals(Offer.TAKEN, outbox.offer(new byte[46]));
        assertEquals(Offer.FULL, outbox.offer(new byte[1]));
        assertEquals(100, outbox.bytes());
    }

    @Test
    void aClosedOutboxGivesWhatItHasAndThenNothing() {
        var outbox = new Outbox(10, 1000);
        outbox.offer(new byte[1]);
        outbox.close();
        assertEquals(Offer.CLOSED, outbox.offer(new byte[1]));
        assertEquals(1, outbox.takeAll().size());
        assertTrue(outbox.takeAll().isEmpty());
        assertTrue(outbox.takeAll().isEmpty());
    }

    @Test
    void anAbandonedOutboxForgets() {
        var outbox = new Outbox(10, 1000);
        outbox.offer(new byte[1]);
        outbox.abandon();
        assertEquals(Offer.CLOSED, outbox.offer(new byte[1]));
        assertTrue(outbox.takeAll().isEmpty());
        assertEquals(0, outbox.frames());
        assertEquals(0, outbox.bytes());
    }

    @Test
    void aWaitingWriterWakesForAFrameAndForTheEnd() {
        var outbox = new Outbox(10, 1000);
        var taken = new LinkedBlockingQueue<Integer>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            for (int count = -1; count != 0; ) {
                                count = outbox.takeAll().size();
                                taken.add(count);
                            }
                        });
        outbox.offer(new byte[1]);
        assertEquals(1, TestNode.next(taken));
        outbox.close();
        assertEquals(0, TestNode.next(taken));
    }
}
