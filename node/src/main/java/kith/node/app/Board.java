package kith.node.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.JdkCrypto;
import kith.value.Path;
import kith.value.Value;

/// A community of peers: who is on it shares its spaces.
///
/// ```java
/// String link = peer.board("home").invite();            // give it to one other peer
/// System.out.println(peer.board("home").members());
/// ```
public final class Board {
    private final Peer peer;
    private final String name;

    Board(Peer peer, String name) {
        this.peer = peer;
        this.name = name;
    }

    /// What the board is called in this home.
    public String name() {
        return name;
    }

    /// The space of that name; two members who write into one name write into one space.
    public Space space(String space) {
        return new Space(peer, new Address(name, space, Path.ROOT));
    }

    /// An invitation for one peer, as a link `kith:…`. Whoever has the link can use it.
    public String invite() {
        return invite(1, Duration.ZERO, "");
    }

    /// An invitation for `uses` peers (0: any number), good for that long ([Duration#ZERO]: without
    /// end), with a note for the record.
    public String invite(int uses, Duration goodFor, String note) {
        var crypto = new JdkCrypto();
        var drawn = new byte[InvitationLink.SECRET_BYTES];
        new SecureRandom().nextBytes(drawn);
        Bytes secret = Bytes.wrap(drawn);
        PeerId key = crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher()));
        long expires = goodFor.isZero() ? 0 : Instant.now().plus(goodFor).toEpochMilli();
        Answer answer = peer.call(new Command.Invite(name, secret, key, uses, expires, note));
        return ((Answer.Invited) answer).link();
    }

    /// The ids of its members, as far as this peer knows.
    public List<String> members() {
        var members = new ArrayList<String>();
        var at = new Address(null, Address.PEER, Path.of("boards", name, "members"));
        if (peer.call(Command.Read.all(at)) instanceof Answer.Found found
                && found.cells().value() instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                members.add(all.name(i));
            }
        }
        return members;
    }

    /// Puts a member out: what it writes from then on counts nowhere.
    public void remove(String member) {
        peer.call(new Command.RemoveMember(name, PeerId.parse(member)));
    }

    @Override
    public String toString() {
        return "@" + name;
    }
}
