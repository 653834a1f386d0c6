package kith.dht;

import static kith.value.VectorJson.count;
import static kith.value.VectorJson.hex;
import static kith.value.VectorJson.list;
import static kith.value.VectorJson.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import kith.dht.DirectoryMessage.Answer;
import kith.dht.DirectoryMessage.Hop;
import kith.dht.DirectoryMessage.Near;
import kith.dht.DirectoryMessage.NoWay;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.MessageVectors;
import kith.value.Value;
import kith.value.VectorJson;
import org.junit.jupiter.api.Test;

/// `docs/vectors/directory.json`, written by the encoder beside it, which shares nothing with ours.
final class DirectoryVectors {
    private static final Value FILE = VectorJson.file("directory.json");
    private static final MessageVectors<DirectoryMessage> MESSAGES =
            new MessageVectors<>(
                    DirectoryMessage.class,
                    DirectoryVectors::message,
                    DirectoryMessage::has,
                    DirectoryMessage::read);
    private static final BoardId BOARD = new BoardId(hex(FILE, "board"));

    @Test
    void eachMessageIsWrittenAndReadAsTheVectorSays() {
        MESSAGES.areWrittenAndRead(list(FILE, "messages"));
    }

    @Test
    void aWrongMessageIsRefused() {
        MESSAGES.areRefused(list(FILE, "refused"));
    }

    @Test
    void whatIsSignedIsWhatTheVectorSays() {
        for (Value one : list(FILE, "records")) {
            DirectoryRecord record = record(VectorJson.at(one, "record"));
            assertEquals(hex(one, "bytes"), record.message(), text(one, "what"));
        }
        for (Value one : list(FILE, "answers")) {
            var answer =
                    new Answer(
                            BOARD,
                            nonce(one),
                            new PeerId(Bytes.wrap(new byte[32])),
                            records(one),
                            peers(one),
                            Check.UNSIGNED,
                            List.of());
            Place place = Place.of(hex(one, "place"));
            assertEquals(hex(one, "bytes"), answer.message(place), text(one, "what"));
        }
    }

    @Test
    void aPlaceIsTheHashThatTheVectorSays() {
        for (Value one : list(FILE, "places")) {
            RecordKind kind = RecordKind.valueOf(text(one, "kind"));
            Place place = Place.of(BOARD, kind, hex(one, "subject"), sha256());
            assertEquals(hex(one, "place"), place.hash());
        }
        for (Value one : list(FILE, "members")) {
            var peer = new PeerId(hex(one, "peer"));
            Place place = Place.of(peer, hex(one, "admission"), BOARD, sha256());
            assertEquals(hex(one, "place"), place.hash());
        }
    }

    static Hasher sha256() {
        return (from, start, end) -> {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                digest.update(from, start, end - start);
                return Bytes.wrap(digest.digest());
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("a JDK without SHA-256", missing);
            }
        };
    }

    private static long nonce(Value of) {
        return Long.parseUnsignedLong(text(of, "nonce"));
    }

    private static DirectoryMessage message(Value of) {
        return switch (text(of, "message")) {
            case "seek" -> seek(of);
            case "answer" ->
                    new Answer(
                            BOARD,
                            nonce(of),
                            new PeerId(hex(of, "by")),
                            records(of),
                            peers(of),
                            hex(of, "signature"),
                            hops(of));
            case "noway" -> new NoWay(BOARD, nonce(of), count(of, "hops"));
            default -> throw new AssertionError(of);
        };
    }

    private static Seek seek(Value of) {
        Wish wish = Wish.valueOf(text(of, "wish"));
        return new Seek(
                BOARD,
                nonce(of),
                Place.of(hex(of, "place")),
                wish,
                count(of, "wanted"),
                count(of, "hops"),
                count(of, "budget"),
                ((Value.Bool) VectorJson.at(of, "traced")).value(),
                wish == Wish.KEEP ? record(VectorJson.at(of, "record")) : null);
    }

    private static DirectoryRecord record(Value of) {
        return new DirectoryRecord(
                BOARD,
                RecordKind.valueOf(text(of, "kind")),
                hex(of, "subject"),
                new PeerId(hex(of, "author")),
                Long.parseLong(text(of, "version")),
                Long.parseLong(text(of, "expires")),
                hex(of, "body"),
                hex(of, "signature"));
    }

    private static List<DirectoryRecord> records(Value of) {
        var records = new ArrayList<DirectoryRecord>();
        list(of, "records").forEach(one -> records.add(record(one)));
        return records;
    }

    private static List<Near> peers(Value of) {
        var peers = new ArrayList<Near>();
        for (Value one : list(of, "peers")) {
            var peer = new PeerId(Bytes.fromHex(((Value.Text) ((Value.Array) one).at(0)).value()));
            peers.add(new Near(peer, ((Value.Text) ((Value.Array) one).at(1)).value()));
        }
        return peers;
    }

    private static List<Hop> hops(Value of) {
        var hops = new ArrayList<Hop>();
        for (Value one : list(of, "hops")) {
            var peer = new PeerId(Bytes.fromHex(((Value.Text) ((Value.Array) one).at(0)).value()));
            hops.add(new Hop(peer, (int) ((Value.Int) ((Value.Array) one).at(1)).value()));
        }
        return hops;
    }
}
