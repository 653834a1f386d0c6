package kith.examples;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import kith.node.app.Below;
import kith.node.app.Cell;
import kith.node.app.Peer;
import kith.node.app.Signal;

/// A dashboard of sensors: how many there are, the span and the average of what they measure.
///
/// Run it with `sensor-dashboard HOME`. Here the sensors are threads; they could as well be other
/// peers, or `curl` on this machine. The dashboard asks nobody: each figure is a signal that
/// follows the cells, and costs as much as changed and not as much as there is.
final class SensorDashboard {
    /// Readings of one sensor, in its room, in degrees.
    private record Sensor(String room, String name, List<Double> readings) {}

    private static final List<Sensor> SENSORS =
            List.of(
                    new Sensor("kitchen", "oven", List.of(20.0, 90.0, 180.0)),
                    new Sensor("kitchen", "window", List.of(18.0, 17.5, 17.0)),
                    new Sensor("cellar", "wall", List.of(12.0, 11.5, 11.0)));

    private SensorDashboard() {}

    public static void main(String[] args) throws InterruptedException {
        try (var peer = Peer.open(Path.of(args[0]))) {
            Cell house = peer.board("home").space("sensors").root();
            Below all = house.leaves();
            Signal<String> span =
                    all.min().with(all.max(), (min, max) -> text(min) + " to " + text(max));
            Signal<String> board =
                    all.count()
                            .with(span, (count, range) -> count + " sensors, " + range)
                            .with(all.average(), (line, mean) -> line + ", average " + text(mean));

            try (var screen = Executors.newSingleThreadExecutor();
                    var _ = board.observe(screen, line -> System.out.println("now      " + line))) {
                measure(house);
            }
            System.out.println("finally  " + board.value());
            for (String room : house.children()) {
                Cell cell = house.child(room);
                System.out.println(
                        room + ": " + cell.count().value() + ", " + text(cell.max().value()));
            }
        }
    }

    private static void measure(Cell house) throws InterruptedException {
        var threads = SENSORS.stream().map(sensor -> start(house, sensor)).toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Thread start(Cell house, Sensor sensor) {
        Cell cell = house.child(sensor.room()).child(sensor.name());
        return Thread.startVirtualThread(() -> sensor.readings().forEach(cell::set));
    }

    private static String text(Optional<Double> degrees) {
        return degrees.map(one -> String.format(Locale.ROOT, "%.1f°", one)).orElse("–");
    }
}
