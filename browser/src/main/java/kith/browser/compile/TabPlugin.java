package kith.browser.compile;

import org.teavm.backend.javascript.TeaVMJavaScriptHost;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/// Installed by TeaVM wherever it finds this on its class path.
public final class TabPlugin implements TeaVMPlugin {
    @Override
    public void install(TeaVMHost host) {
        TeaVMJavaScriptHost script = host.getExtension(TeaVMJavaScriptHost.class);
        if (script == null) {
            return;
        }
        script.add(new Receivers());
        host.add(new Redirects());
        host.add(new IndexChecks());
        IndexChecks.install(host, script);
    }
}
