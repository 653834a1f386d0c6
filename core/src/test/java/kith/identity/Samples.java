package kith.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.Revocation;
import kith.lang.Rng;

/// Random records of every shape that is allowed.
final class Samples {
    private final Rng rng;

    Samples(Rng rng) {
        this.rng = rng;
    }

    PeerId peer() {
        return new PeerId(rng.bytes(32));
    }

    BoardId board() {
        return new BoardId(rng.bytes(32));
    }

    long millis() {
        return rng.nextLong() >>> 17 + rng.nextInt(40);
    }

    String text(int bytesMax) {
        var out = new StringBuilder();
        int left = rng.nextInt(bytesMax + 1);
        while (left > 0) {
            int point = rng.chance(70) ? rng.between(0x20, 0x7f) : rng.between(0xa0, 0x800);
            left -= point < 0x80 ? 1 : 2;
            if (left >= 0) {
                out.appendCodePoint(point);
            }
        }
        return out.toString();
    }

    String name() {
        return "n" + text(Founding.NAME_BYTES_MAX - 1);
    }

    BoardRules rules() {
        var tags = new TreeSet<Integer>();
        for (int i = rng.nextInt(6); i > 0; i--) {
            tags.add(2 * rng.nextInt(100) + 1);
        }
        var others = new ArrayList<BoardRules.Field>();
        for (int tag : tags) {
            others.add(new BoardRules.Field(tag, rng.bytes(rng.nextInt(65))));
        }
        return new BoardRules(limit(), limit(), limit(), others);
    }

    private int limit() {
        return rng.chance(40) ? 0 : rng.nextInt(BoardRules.LIMIT_LAST + 1);
    }

    Founding founding() {
        return new Founding(rng.bytes(16), peer(), name(), millis(), rules(), rng.bytes(64));
    }

    Invitation invitation() {
        return new Invitation(
                board(),
                peer(),
                peer(),
                rng.chance(50) ? 0 : rng.nextInt(Invitation.USES_LAST + 1),
                rng.chance(50) ? 0 : millis(),
                text(Invitation.NOTE_BYTES_MAX),
                rng.bytes(64));
    }

    Admission admission() {
        return new Admission(invitation(), peer(), millis(), rng.bytes(64), rng.bytes(64));
    }

    Removal removal() {
        var ids = new TreeSet<SpaceId>();
        for (int i = rng.nextInt(4); i > 0; i--) {
            ids.add(new SpaceId(rng.bytes(32)));
        }
        var spaces = new ArrayList<SpaceBounds>();
        for (var id : ids) {
            var chains = new TreeSet<ChainBound>();
            for (int i = rng.nextInt(4); i > 0; i--) {
                int seq = 1 + rng.nextInt(Integer.MAX_VALUE);
                chains.add(new ChainBound(rng.nextInt(3), seq, rng.bytes(32)));
            }
            spaces.add(new SpaceBounds(id, List.copyOf(chains)));
        }
        return new Removal(board(), peer(), spaces);
    }

    BoardRecord record() {
        return switch (rng.nextInt(4)) {
            case 0 -> founding();
            case 1 -> admission();
            case 2 -> new Revocation(board(), rng.bytes(32), peer());
            default -> removal();
        };
    }

    InvitationLink link() {
        var addresses = new ArrayList<String>();
        for (int i = rng.nextInt(9); i > 0; i--) {
            addresses.add("host" + rng.nextInt(1000) + ".example:" + rng.between(1, 65_536));
        }
        return new InvitationLink(invitation(), rng.bytes(16), name(), addresses);
    }

    Proof proof() {
        var admissions = new ArrayList<Admission>();
        for (int i = rng.nextInt(5); i > 0; i--) {
            admissions.add(admission());
        }
        return new Proof(founding(), admissions);
    }
}
