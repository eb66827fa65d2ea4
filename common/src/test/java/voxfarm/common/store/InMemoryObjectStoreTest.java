package voxfarm.common.store;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected void beginUpload(ObjectKey key) {
        store.beginUpload(key);
    }
}
