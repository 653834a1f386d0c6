package kith.lab;

import java.util.function.Consumer;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// Makes invitations, with the secret that a host draws for them.
public final class Invitations {
    private final SimPeer by;
    private @Nullable String board;
    private int usesMax = 1;
    private long expiresAtMillis;

    private Invitations(SimPeer by) {
        this.by = by;
    }

    public static Invitations by(SimPeer inviter) {
        return new Invitations(inviter);
    }

    /// To the board that the inviter calls so.
    public Invitations to(String boardName) {
        board = boardName;
        return this;
    }

    /// For so many; 0 is any number.
    public Invitations uses(int max) {
        usesMax = max;
        return this;
    }

    public Invitations until(long wallMillis) {
        expiresAtMillis = wallMillis;
        return this;
    }

    /// Makes one and goes on with its link, or with the refusal.
    public void make(Consumer<InvitationLink> then, SimPeer.Replied otherwise) {
        SimCrypto crypto = by.world().crypto();
        Bytes secret = by.world().rng().bytes(InvitationLink.SECRET_BYTES);
        Bytes seed = InvitationLink.inviteSeed(secret, crypto.hasher());
        var inviteKey = new PeerId(crypto.publicKey(seed));
        by.call(
                new Command.Invite(board, secret, inviteKey, usesMax, expiresAtMillis, ""),
                answer -> {
                    if (answer instanceof Answer.Invited invited) {
                        then.accept(InvitationLink.parse(invited.link(), crypto.hasher()));
                    } else {
                        otherwise.replied(answer);
                    }
                });
    }
}
