package voxfarm.app.cli;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** During each test what the launcher names as the farm's home is the checkout. */
final class HomeInCheckout implements BeforeEachCallback, AfterEachCallback {
    private static final String HOME = "voxfarm.home";
    private static final ExtensionContext.Namespace BEFORE =
            ExtensionContext.Namespace.create(HomeInCheckout.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        String before = System.getProperty(HOME);
        if (before != null) {
            context.getStore(BEFORE).put(HOME, before);
        }
        System.setProperty(HOME, "..");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        String before = context.getStore(BEFORE).remove(HOME, String.class);
        if (before == null) {
            System.clearProperty(HOME);
        } else {
            System.setProperty(HOME, before);
        }
    }
}
