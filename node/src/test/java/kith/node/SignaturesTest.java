package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import org.junit.jupiter.api.Test;

final class SignaturesTest {
    private static final Bytes SEED = Bytes.wrap(new byte[Crypto.SEED_BYTES]);
    private static final Bytes MESSAGE = Bytes.of((byte) 1, (byte) 2);

    @Test
    void whatIsSignedHereIsFoundGoodHereAndNothingElseIs() throws InterruptedException {
        var crypto = new NodeCrypto();
        try (var signatures = new Signatures(crypto, SEED)) {
            var signed = new LinkedBlockingQueue<Bytes>();
            signatures.sign(MESSAGE, null, signed::add);
            Bytes signature = signed.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
            assertEquals(crypto.sign(SEED, MESSAGE), signature);
            var answers = new LinkedBlockingQueue<Boolean>();
            Bytes key = crypto.publicKey(SEED).key();
            signatures.check(key, MESSAGE, crypto.sign(SEED, MESSAGE), answers::add);
            assertTrue(answers.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
            signatures.check(key, Bytes.EMPTY, crypto.sign(SEED, MESSAGE), answers::add);
            assertFalse(answers.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
            signatures.check(Bytes.EMPTY, MESSAGE, Bytes.EMPTY, answers::add);
            assertFalse(answers.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS));
        }
    }

    /// Checks that take until they are let go.
    private static final class SlowCrypto implements Crypto {
        final CountDownLatch free = new CountDownLatch(1);

        @Override
        public PeerId publicKey(Bytes seed) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Bytes sign(Bytes seed, Bytes message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean verify(Check check) {
            try {
                return free.await(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public Hasher hasher() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void whoBringsMoreWaitsWhileTooMuchIsToBeChecked() throws InterruptedException {
        var crypto = new SlowCrypto();
        try (var signatures = new Signatures(crypto, SEED)) {
            var answers = new LinkedBlockingQueue<Boolean>();
            var key = Bytes.wrap(new byte[PeerId.SIZE_BYTES]);
            for (int i = 0; i < Signatures.CHECKS_MAX; i++) {
                signatures.check(key, MESSAGE, Check.UNSIGNED, answers::add);
            }
            Thread bringer = Thread.ofVirtual().start(signatures::awaitRoom);
            Waiting.until("it waits", () -> bringer.getState() == Thread.State.WAITING);
            crypto.free.countDown();
            assertTrue(bringer.join(java.time.Duration.ofSeconds(Waiting.SECONDS_MAX)));
            Waiting.until("all answers", () -> answers.size() == Signatures.CHECKS_MAX);
        }
    }
}
