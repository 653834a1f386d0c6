package kith.node.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import kith.node.gate.Gate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;

/// Connections of which no request was let in yet.
///
/// They are bounded apart from the others, all of them and those of one address: another one comes
/// in, and the oldest is closed. And each has a deadline for its first request that does not begin
/// anew with every byte, as the bound on idle connections does: else a byte now and then keeps a
/// place for hours.
///
/// Programs of this machine share one address and belong to one owner, so there the bound for one
/// address does not count.
///
/// A browser that is not signed in yet gets the page that asks for the token. While it is given
/// that, the deadline waits: a slow line takes longer. Its place may be taken all the same.
///
/// Any thread.
final class Strangers implements Connection.Listener {
    private final Gate<EndPoint> gate;
    private final Set<EndPoint> busy = ConcurrentHashMap.newKeySet();
    private final Connector connector;
    private final int millis;

    Strangers(HttpConfig config, Connector connector) {
        this.gate = new Gate<>(config.strangersMax(), config.strangersPerAddressMax());
        this.connector = connector;
        this.millis = config.strangerMillis();
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof ConnectionMetaData)) {
            return; // a socket that was a connection of HTTP before
        }
        EndPoint stranger = connection.getEndPoint();
        EndPoint victim = gate.admit(stranger, origin(stranger));
        if (victim != null) {
            victim.close();
        }
        closeLater(stranger);
    }

    private void closeLater(EndPoint stranger) {
        connector
                .getScheduler()
                .schedule(() -> closeIfInside(stranger), millis, TimeUnit.MILLISECONDS);
    }

    private static String origin(EndPoint of) {
        SocketAddress address = of.getRemoteSocketAddress();
        if (address instanceof InetSocketAddress remote) {
            InetAddress ip = remote.getAddress();
            if (ip != null) {
                return Gate.originOf(ip, remote.getPort());
            }
        }
        return String.valueOf(address);
    }

    private void closeIfInside(EndPoint stranger) {
        if (busy.contains(stranger)) {
            closeLater(stranger);
        } else if (gate.leave(stranger)) {
            stranger.close();
        }
    }

    /// A request of that connection was let in.
    void known(Request request) {
        gate.leave(endPoint(request));
    }

    private static EndPoint endPoint(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /// That connection is being given something that everybody gets.
    void busy(Request request) {
        busy.add(endPoint(request));
    }

    void done(Request request) {
        busy.remove(endPoint(request));
    }

    @Override
    public void onClosed(Connection connection) {
        gate.leave(connection.getEndPoint());
    }
}
