package kith.lab.bed;

/// What a router does to what passes it from inside.
enum Nat {
    /// There is none.
    NONE(""),

    /// A port inside has the same port outside, whoever it talks to, and only what was talked to
    /// can answer.
    CONE("masquerade"),

    /// Each conversation gets another port outside, so that nobody else can guess it.
    SYMMETRIC("masquerade fully-random");

    private final String translation;

    Nat(String translation) {
        this.translation = translation;
    }

    /// The rules for `nft -f -`. A new conversation from outside must be dropped rather than
    /// answered with a refusal: that would make the router keep the port for itself, and two who
    /// call each other at once never meet.
    String rules() {
        return """
        table ip nat {
          chain post {
            type nat hook postrouting priority 100;
            oifname "pub" %s
          }
        }
        table ip filt {
          chain inp {
            type filter hook input priority 0;
            iifname "pub" ct state new drop
          }
          chain thru {
            type filter hook forward priority 0;
            iifname "pub" ct state new drop
          }
        }
        """
                .formatted(translation);
    }
}
