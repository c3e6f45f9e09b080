import sharp from 'sharp';

// One place for the process-wide settings of libvips. The host lives for hours and never decodes the same buffer
// twice in the same way, so libvips' operation cache would only hold memory; and a pool of decoding threads would
// fight the model's session for cores, while files are already decoded side by side on libuv's pool.
sharp.cache(false);
sharp.concurrency(1);
// Of a JPEG with an HDR gain map the ordinary picture is wanted. Without libvips' loader for them it is read as any
// other JPEG, which also reduces it while decoding.
sharp.block({ operation: ['VipsForeignLoadUhdr'] });

export { sharp };
