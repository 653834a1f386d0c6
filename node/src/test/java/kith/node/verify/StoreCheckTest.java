package kith.node.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.replica.RecordType;
import kith.store.Appender;
import kith.store.MemoryDisk;
import kith.store.Position;
import kith.store.Recovery;
import kith.store.Segment;
import kith.store.Verification;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class StoreCheckTest {
    private static final Bytes STORE_ID = Bytes.wrap(new byte[16]);

    /// The stores of two peers that wrote to one space.
    private static final List<MemoryDisk> STORES = new ArrayList<>();

    /// A record, its payload free to be changed.
    private static final class Entry {
        final int type;
        final long position;
        final byte[] payload;

        Entry(int type, long position, byte[] payload) {
            this.type = type;
            this.position = position;
            this.payload = payload;
        }
    }

    @BeforeAll
    static void twoPeersWrite() {
        var clock = new TestPeer.Clock();
        var ada = new TestPeer(clock, 1);
        var bob = new TestPeer(clock, 2);
        ada.put("tasks", "first", "one");
        ada.welcome(bob);
        for (int i = 0; i < 60; i++) {
            ada.put("tasks", "ada/" + i, "of ada " + i + " " + "x".repeat(300));
            bob.put("tasks", "bob/" + i, "of bob " + i + " " + "y".repeat(300));
        }
        clock.pass(2_000);
        STORES.add(ada.disk);
        STORES.add(bob.disk);
    }

    private static Findings check(MemoryDisk disk) {
        return StoreCheck.run(disk, new NodeCrypto(), true, bytes -> {});
    }

    private static MemoryDisk store() {
        return STORES.getFirst().copy();
    }

    private static List<Entry> records(MemoryDisk disk) {
        var records = new ArrayList<Entry>();
        Verification.run(
                disk,
                new Recovery.Visitor() {
                    @Override
                    public void restart() {
                        records.clear();
                    }

                    @Override
                    public void section(int type, byte[] from, int start, int end) {}

                    @Override
                    public void record(int type, long position, byte[] from, int start, int end) {
                        byte[] payload = Bytes.copy(from, start, end).toArray();
                        records.add(new Entry(type, position, payload));
                    }
                });
        return records;
    }

    /// A store with good checksums that holds these records and no checkpoint.
    private static MemoryDisk storeOf(List<Entry> records) {
        var appender = new Appender(STORE_ID, Position.of(1, 0), 1 << 20);
        for (Entry record : records) {
            appender.append(record.type, Bytes.wrap(record.payload));
        }
        var disk = new MemoryDisk();
        appender.take().forEach(write -> write.to(disk));
        return disk;
    }

    private static Entry last(List<Entry> records, Predicate<Entry> which) {
        return records.reversed().stream().filter(which).findFirst().orElseThrow();
    }

    private static Entry withText(List<Entry> records, String text) {
        return last(records, record -> at(record.payload, text) >= 0);
    }

    private static int at(byte[] payload, String text) {
        return new String(payload, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static void assertOneFault(Findings findings, String... parts) {
        assertFalse(findings.sound());
        String text = findings.faults().getFirst().text();
        for (String part : parts) {
            assertTrue(text.contains(part), () -> part + " is not in: " + findings.faults());
        }
    }

    @Test
    void theStoresOfTwoPeersThatWroteTogetherAreSound() {
        for (MemoryDisk disk : STORES) {
            Findings findings = check(disk);
            assertEquals(List.of(), findings.faults());
            assertTrue(findings.sound());
            assertEquals(List.of(), findings.remarks());
            assertEquals(1, findings.boards());
            assertEquals(2, findings.spaces()); // tasks, and the board's own
            assertTrue(findings.changes() >= 122, findings::toString);
            assertTrue(findings.signatures() >= 122, findings::toString);
            assertTrue(findings.sections() > 0, findings::toString);
            assertEquals(0, findings.unsigned());
            assertEquals(0, findings.tailBytes());
        }
    }

    @Test
    void aStoreWithSegmentsThatWereWrittenAnewIsSoundAndDamageInOneIsNamed() {
        var clock = new TestPeer.Clock();
        var peer = new TestPeer(clock, 1, new MemoryDisk(), 1 << 15);
        for (int i = 0; i < 150; i++) {
            peer.put("tasks", "of ada/" + i % 10, "text " + i);
            clock.pass(10);
        }
        clock.pass(100);
        String file =
                peer.disk.list().stream()
                        .filter(name -> Segment.generation(name) > 0)
                        .findFirst()
                        .orElseThrow();
        Findings findings = check(peer.disk);
        assertEquals(List.of(), findings.faults());
        assertTrue(findings.changes() >= 150, findings::toString);

        byte[] bytes = peer.disk.contents(file);
        bytes[Segment.HEADER_BYTES + 40] ^= 1;
        assertOneFault(check(peer.disk), file, "no sound record");
    }

    @Test
    void theSameRecordsInANewStoreAreSoundToo() {
        Findings findings = check(storeOf(records(store())));
        assertEquals(List.of(), findings.faults());
    }

    @Test
    void aFlippedBitInTheMiddleIsNamedByFileAndPlace() {
        MemoryDisk disk = store();
        Entry record = withText(records(disk), "of bob 30 ");
        byte[] file = disk.contents("00000001.log");
        file[Position.offset(record.position) + record.payload.length / 2] ^= 4;
        Findings findings = check(disk);
        assertFalse(findings.sound());
        assertTrue(
                findings.faults().stream()
                        .anyMatch(
                                fault ->
                                        fault.file().equals("00000001.log")
                                                && fault.offset()
                                                        <= Position.offset(record.position)
                                                && fault.what().contains("no sound record")),
                findings.faults()::toString);
    }

    @Test
    void whatHangsOnADamagedRecordIsSaidOnce() {
        MemoryDisk disk = store();
        Entry record = withText(records(disk), "of bob 30 ");
        disk.contents("00000001.log")[Position.offset(record.position) + 20] ^= 1;
        // the record; bob's chain behind it; ada's, which names a change of bob's
        assertTrue(check(disk).faultsTotal() <= 6, () -> check(disk).faults().toString());
    }

    @Test
    void aContentThatWasChangedTogetherWithItsChecksumIsFound() {
        List<Entry> records = records(store());
        Entry record = withText(records, "of ada 30 ");
        record.payload[at(record.payload, "of ada 30 ")] = 'O';
        Findings findings = check(storeOf(records));
        assertOneFault(findings, "00000001.log at ", " of ", " in home/tasks");
    }

    @Test
    void aHeadWhoseSignatureIsNotGoodIsFound() {
        List<Entry> records = records(store());
        Entry record = last(records, one -> one.type == RecordType.HEAD);
        record.payload[record.payload.length - 40] ^= 1;
        assertOneFault(
                check(storeOf(records)), "change ", " in home/tasks: the signature of its author");
    }

    @Test
    void aHeadInARunOfAnotherWhoseSignatureIsNotGoodIsFound() {
        List<Entry> records = records(store());
        Entry record = withText(records, "of bob 40 ");
        record.payload[record.payload.length - 40] ^= 1;
        assertOneFault(
                check(storeOf(records)), "change ", " in home/tasks: the signature of its author");
    }

    @Test
    void aRecordAboutMembershipWithABadSignatureIsFound() {
        List<Entry> records = records(store());
        Entry record = last(records, one -> one.type == RecordType.MEMBERSHIP);
        record.payload[record.payload.length - 40] ^= 1;
        assertOneFault(
                check(storeOf(records)),
                "a record about membership on board home",
                "the signature of ");
    }

    @Test
    void aRunThatIsNotThereIsMissed() {
        List<Entry> records = records(store());
        records.remove(withText(records, "of ada 30 "));
        assertOneFault(check(storeOf(records)), "of ", "not here");
    }

    @Test
    void nonsenseInAnyRecordIsAFaultAndNeverAnException() {
        for (int type = 1; type < 32; type++) {
            var records = records(store());
            records.add(40, new Entry(type, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));
            Findings findings = check(storeOf(records));
            boolean empty = type == RecordType.CLEAN || type == RecordType.USAGE;
            assertEquals(empty, findings.sound(), "type " + type);
        }
    }

    @Test
    void aStoreThatIsBeingWrittenIsCheckedUpToWhatIsDurable() {
        MemoryDisk disk = store();
        byte[] log = disk.contents("00000001.log");
        disk.write("00000001.log", log.length, new byte[] {1, 2, 3}, 0, 3);
        disk.write("00000002.log", 0, new byte[] {9}, 0, 1);
        assertTrue(check(disk).tailBytes() > 0);
        var view = FolderView.upTo(disk, "00000001.log:" + log.length);
        Findings findings = StoreCheck.run(view, new NodeCrypto(), false, bytes -> {});
        assertEquals(List.of(), findings.faults());
        assertEquals(0, findings.tailBytes());
    }

    @Test
    void aCheckpointThatIsDeletedMeanwhileCountsAsNotThere() {
        MemoryDisk disk = store();
        byte[] log = disk.contents("00000001.log");
        var view = FolderView.upTo(disk, "00000001.log:" + log.length);
        disk.list().stream().filter(file -> !file.endsWith(".log")).forEach(disk::delete);
        assertTrue(StoreCheck.run(view, new NodeCrypto(), false, bytes -> {}).sound());
    }

    @Test
    void progressEndsNearTheEndOfTheLog() {
        var last = new long[1];
        Findings findings =
                StoreCheck.run(store(), new NodeCrypto(), true, bytes -> last[0] = bytes);
        assertTrue(last[0] > findings.bytes() / 4 && last[0] <= findings.bytes());
    }
}
