package kith.node.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds the addresses of a host, in time.
///
/// The system's resolver blocks in native code for as long as it likes, and a virtual thread in
/// native code holds its carrier: on two cores, two dead name servers would stop every link of the
/// node. So names are looked up on a few platform threads, and those who ask wait with a deadline.
/// Addresses in figures need no look-up.
final class Resolver implements AutoCloseable {
    /// Names looked up at once. Guess: more than four dead ones at once are as good as no network.
    private static final int THREADS = 4;

    private static final int WAITING_MAX = 256;

    /// Addresses tried for one name: an IPv6, an IPv4 and a spare of each.
    private static final int ADDRESSES_MAX = 4;

    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    Resolver() {
        threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING_MAX),
                        Thread.ofPlatform().daemon().name("kith-resolve-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// The addresses of `host`, at least one, without the name they were found by: the JDK would
    /// indicate that name to the other side.
    List<InetAddress> addresses(String host, int timeoutMillis) {
        try {
            return List.of(InetAddress.ofLiteral(bare(host)));
        } catch (IllegalArgumentException notFigures) {
            return lookUp(host, timeoutMillis);
        }
    }

    private static String bare(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private List<InetAddress> lookUp(String host, int timeoutMillis) {
        try {
            Future<InetAddress[]> answer = threads.submit(() -> InetAddress.getAllByName(host));
            return nameless(answer.get(timeoutMillis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw unknown(host, "no answer within " + timeoutMillis + " ms");
        } catch (RejectedExecutionException e) {
            throw unknown(host, "too many names are being looked up");
        } catch (ExecutionException | UnknownHostException e) {
            throw unknown(host, "no such name; check its spelling and this machine's network");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, "interrupted");
        }
    }

    private static List<InetAddress> nameless(InetAddress[] found) throws UnknownHostException {
        var out = new ArrayList<InetAddress>();
        for (int i = 0; i < Math.min(found.length, ADDRESSES_MAX); i++) {
            out.add(InetAddress.getByAddress(found[i].getAddress()));
        }
        return out;
    }

    private static LinkFailure unknown(String host, String why) {
        return new LinkFailure(
                LinkFailure.HOST_UNKNOWN, "the host '" + host + "' was not found: " + why);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
