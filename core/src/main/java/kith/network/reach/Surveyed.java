package kith.network.reach;

import java.util.ArrayList;
import java.util.List;
import kith.identity.InvitationLink;
import kith.port.Now;
import kith.talk.Fields;
import kith.value.Value;

/// What came of asking neighbours to call us, as whoever wants to know is told it.
/// `docs/protocol/http.md` lists the fields.
///
/// @param tries in the order in which they were answered
public record Surveyed(List<String> addresses, List<Neighbour> asked, List<Try> tries, long nanos) {
    /// One neighbour, and one address.
    public record Try(String address, Neighbour by, Outcome outcome) {}

    public Surveyed {
        addresses = List.copyOf(addresses);
        asked = List.copyOf(asked);
        tries = List.copyOf(tries);
    }

    public Value.Obj report() {
        var peers = new ArrayList<Value>();
        asked.forEach(one -> peers.add(about(one).value()));
        var places = new ArrayList<Value>();
        addresses.forEach(address -> places.add(place(address)));
        return new Fields()
                .put("asked", Value.Array.of(peers))
                .put("addresses", Value.Array.of(places))
                .put("millis", nanos / Now.MILLI)
                .value();
    }

    private Value place(String address) {
        var calls = new ArrayList<Value>();
        for (Try one : tries) {
            if (one.address().equals(address)) {
                calls.add(told(one));
            }
        }
        return new Fields()
                .put("address", address)
                .put("over", InvitationLink.isWeb(address) ? "websocket" : "tcp")
                .put("tries", Value.Array.of(calls))
                .value();
    }

    private static Fields about(Neighbour neighbour) {
        var fields = new Fields().put("peer", neighbour.peer().text());
        return neighbour.region().isEmpty() ? fields : fields.put("region", neighbour.region());
    }

    private static Value told(Try one) {
        Fields by = about(one.by());
        return switch (one.outcome()) {
            case Outcome.Reached(long micros) ->
                    by.put("reached", true).put("micros", micros).value();
            case Outcome.Failed(String code, String because) ->
                    by.put("reached", false).put("code", code).put("because", because).value();
        };
    }
}
