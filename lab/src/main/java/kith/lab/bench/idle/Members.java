package kith.lab.bench.idle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kith.identity.Crypto;
import kith.identity.InvitationLink;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.port.Now;

/// A process with many members of a board, each of which has one link to the peer that is measured.
///
/// It is told what to do line by line, and answers each line with one:
///
/// - `join COUNT LINK`: so many come in by that invitation, one after the other, each linked only
///   as long as that takes. A thousand who hear of each one that comes would be a million messages.
/// - `connect CHANGES ADDRESS`: all link with that peer, and stay so. Answered when all have so
///   many changes.
public final class Members {
    private static final long LOOK_NANOS = 5 * Now.MILLI;

    /// Who links at once. A peer bears 64 strangers from one address; and each newcomer works for a
    /// while, so that with many of them no handshake would be done in its time.
    private static final int AT_ONCE = 4;

    private final SharedKeys keys = new SharedKeys();
    private final List<Member> all = new ArrayList<>();
    private volatile List<Member> shown = List.of();
    private int connected;

    private Members() {}

    public static void main(String[] none) throws IOException {
        var members = new Members();
        Thread.ofPlatform().daemon().name("clock").start(members::keepTime);
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            System.out.println(members.obey(line.split(" ", -1)));
        }
        System.exit(0);
    }

    /// One clock for all of them.
    private void keepTime() {
        while (true) {
            shown.forEach(Member::wake);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private String obey(String[] words) {
        return switch (words[0]) {
            case "join" -> join(Integer.parseInt(words[1]), words[2]);
            case "connect" ->
                    connect(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
            default -> throw new IllegalArgumentException(String.join(" ", words));
        };
    }

    private String join(int count, String link) {
        var invitation = InvitationLink.parse(link, new NodeCrypto().hasher());
        var random = new SecureRandom();
        for (int i = 0; i < count; i++) {
            var seed = new byte[Crypto.SEED_BYTES];
            random.nextBytes(seed);
            var member = new Member(keys, Bytes.wrap(seed));
            all.add(member);
            shown = List.of(member);
            member.join(invitation);
        }
        shown = List.copyOf(all);
        return "joined";
    }

    private String connect(int count, int changes, String address) {
        List<Member> more = all.subList(connected, connected + count);
        for (int i = 0; i < count; i++) {
            if (i >= AT_ONCE) {
                await(more.get(i - AT_ONCE), changes);
            }
            more.get(i).connect(address);
        }
        more.forEach(member -> await(member, changes));
        connected += count;
        return "connected";
    }

    private static void await(Member member, int changes) {
        while (member.changes() < changes) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
