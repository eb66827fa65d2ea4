package voxfarm.app.local;

import voxfarm.common.lifecycle.Component;
import voxfarm.common.store.StoreConfig;

/** An S3-compatible store in this process, on a folder. */
public interface LocalStore extends Component {
    /** How to reach its bucket. */
    StoreConfig storeConfig();
}
