import type { ClassName } from '../classes.ts';

/**
 * What people call each class of the detector. Words are separated by commas; a slash gives an irregular plural
 * (otherwise the plural is formed by rule); `=` marks a word whose
 * plural is the word itself, `*` a word for a mass, which means all of it.
 */
export const CLASS_NOUNS: Readonly<Record<ClassName, string>> = {
  person: `person/people, person/persons, person/peoples, man/men, man/mens, woman/women, woman/womans, woman/womens,
    guy, lady, gentleman/gentlemen, human, human being, individual, adult, male, female, dude, chap, fellow, fella,
    lad, lass, gal, bloke, mister, mum, mom, mother, dad, father, grandma, grandmother, grandpa, grandfather, granny,
    parent, wife/wives, husband, brother, sister, son, daughter, friend, buddy, neighbor, neighbour, elder, senior,
    grown-up, grownup, redhead, brunette, blonde, blond, baldie, hipster, player, athlete, sportsman/sportsmen,
    sportswoman/sportswomen, teammate, opponent, umpire, ump, referee, ref, coach, goalie, goalkeeper, keeper,
    fielder, outfielder, infielder, baseman/basemen, shortstop, runner, jogger, swimmer, diver, hiker, climber,
    walker, dancer, wrestler, boxer, gymnast, racer, jockey, polo player, spectator, onlooker, bystander,
    passerby/passersby, passer-by/passers-by, pedestrian, commuter, passenger, tourist, traveler, traveller, visitor,
    guest, customer, shopper, client, buyer, patron, diner, drinker, eater, waiter, waitress, server, bartender,
    barman/barmen, barista, chef, cook, baker, butcher, vendor, seller, salesman/salesmen, shopkeeper, cashier, clerk,
    worker, workman/workmen, builder, laborer, labourer, employee, staff member, officer, policeman/policemen,
    policewoman/policewomen, police officer, cop, guard, lifeguard, soldier, sailor, cadet, marine, pilot, captain,
    driver, bus driver, conductor, mechanic, engineer, technician, fireman/firemen, firefighter, doctor, nurse,
    surgeon, dentist, vet, teacher, professor, student, pupil, scientist, photographer, cameraman/cameramen, reporter,
    musician, guitarist, drummer, singer, performer, actor, actress, artist, painter, clown, magician, model, bride,
    groom, bridesmaid, groomsman/groomsmen, priest, monk, nun, pope, bishop, king, queen, prince, princess, knight,
    santa, santa claus, pirate, cowboy, cowgirl, farmer, fisherman/fishermen, rancher, shepherd, zookeeper, trainer,
    handler, owner, host, hostess, presenter, speaker, businessman/businessmen, businesswoman/businesswomen, boss,
    lawyer, judge, politician, president, homeless man/homeless men, beggar, bather, sunbather, beachgoer, camper,
    teller, barber, hairdresser, crew member, member, boarder, competitor, contestant, participant, paddler, rower,
    kayaker, figure, silhouette, somebody=, someone=, whoever=, anyone=, anybody=, newlywed, teen, teenager,
    adolescent, youngster, youth, volunteer, thrower, hitter, kicker, swinger, body, skydiver, reader, smoker,
    speaker, dad, bystander, watcher, bouncer, ballplayer, baseball player, tennis player, soccer player, football
    player, footballer, basketball player, rugby player, hockey player, golfer, little leaguer, poeple=, first
    baseman/first basemen, second baseman/second basemen, third baseman/third basemen, center fielder, crossing guard,
    backpacker, hitchhiker, cheerleader, slugger, line judge, ball boy, ball girl, ballboy, ballgirl,
    linesman/linesmen, defender, striker, midfielder, quarterback, instructor, sightseer, courier, mailman/mailmen,
    postman/postmen, delivery man/delivery men, delivery guy, repairman/repairmen, maintenance man/maintenance men,
    electrician, plumber, carpenter, janitor, cleaner, maid, nanny, babysitter, granddad, grandson, granddaughter,
    uncle, aunt, auntie, cousin, nephew, niece, girlfriend, boyfriend, colleague, coworker, co-worker, mate, civilian,
    bridegroom, best man, veteran, sergeant, bodyguard, doorman/doormen, stewardess, steward, flight attendant, air
    hostess, matador, kiteboarder, kite surfer, kitesurfer, paraglider, wakeboarder, water skier, waterskier, sledder,
    stuntman/stuntmen, trucker, motorist, housewife/housewives, nomad, villager, dweller, resident, hairstylist,
    stylist, shoveler, lumberjack, hunter, angler, brewer, sommelier, caterer, mummy, daddy, grandparent, triplet,
    bowler, wicketkeeper, cricketer, skipper, oarsman/oarsmen, crewman/crewmen, deckhand, gondolier, fencer, archer,
    juggler, mime, entertainer, emcee, dj, spouse, companion, escort, mourner, worshipper, pilgrim, protester,
    demonstrator, marcher, drummer boy, bagpiper, violinist, pianist, cellist, flautist, trumpeter, snow boarder,
    goth, hippie, nerd, geek, vagrant, homeless person/homeless people, senior citizen, pensioner, oldie, graybeard`,
  bicycle: `bicycle, bike, push bike, pushbike, cycle, mountain bike, road bike, two-wheeler, tricycle, tandem, bmx,
    road bicycle, mountain bicycle, tandem bicycle, bmx bike, racing bike, push-bike, ten speed, beach cruiser`,
  car: `car, automobile, auto, sedan, hatchback, coupe, convertible, suv, taxi, cab, taxicab, minivan, jeep, station
    wagon, wagon, limousine, limo, sports car, police car, cop car, cruiser, estate car, motorcar, beetle, hummer,
    4x4, crossover, roadster, mini cooper, volkswagen, vw, toyota, honda, bmw, mercedes, audi, prius, porsche,
    ferrari, chevy, subaru, squad car, patrol car, race car, racecar, racing car, sport utility vehicle, hatch back,
    sportscar, smart car, compact car`,
  motorcycle: `motorcycle, motorbike, motor bike, motor cycle, scooter, moped, vespa, harley, chopper, dirt bike,
    dirtbike, quad bike, sidecar, trike, motor scooter, sport bike, sportbike, superbike, cruiser bike, ducati, honda
    bike, yamaha, kawasaki, suzuki`,
  airplane: `airplane, aeroplane, plane, aircraft=, jet, airliner, jetliner, biplane, seaplane, glider, fighter jet,
    jumbo jet, propeller plane, passenger plane, passenger jet, warplane, fighter plane, jumbo, airbus, boeing,
    cessna, prop plane, propellor plane, jet plane, jet fighter, fighter aircraft, bomber, floatplane, hydroplane,
    stunt plane, cargo plane, light aircraft=, commercial plane, commercial jet, private jet, turboprop, spitfire`,
  bus: `bus, coach, double decker, double-decker, double decker bus, double-decker bus, minibus, school bus, tour bus,
    city bus, shuttle, shuttle bus, omnibus, trolleybus, bendy bus, articulated bus, transit bus, charter bus, trolley
    bus, sightseeing bus, motor coach, public bus`,
  train: `train, locomotive, tram, streetcar, trolley, subway, metro, railcar, engine, steam engine, steam train,
    railway carriage, train car, railroad car, freight train, passenger train, carriage, monorail, bullet train,
    commuter train, cargo train, boxcar, caboose, railway engine, train engine, diesel engine, subway train, light
    rail`,
  truck: `truck, lorry, pickup, pickup truck, pick-up, pick-up truck, fire truck, fire engine, dump truck, semi, semi
    truck, tow truck, garbage truck, delivery truck, food truck, tanker, trailer, big rig, eighteen wheeler, box
    truck, tractor trailer, cement mixer, snow plow, snowplow, plow, tractor, semi trailer, flatbed, flatbed truck,
    box van, moving van, pick up, pick up truck, 18 wheeler, utility truck, cement truck, ice cream truck, recycling
    truck, firetruck, fire-truck, dumper truck, rubbish truck, refuse truck, mail truck, ups truck, moving truck,
    heavy goods vehicle, hgv, tipper, dump lorry`,
  boat: `boat, ship, vessel, ferry, sailboat, sailing boat, yacht, canoe, kayak, dinghy, rowboat, row boat, rowing
    boat, raft, gondola, barge, tugboat, tug, motorboat, speedboat, fishing boat, lifeboat, catamaran, cruise ship,
    pontoon, schooner, gunboat, houseboat, trawler, paddle boat, steamboat, longboat, pedalo, cargo ship, skiff,
    sloop, steamship, ocean liner, outrigger, punt, pirate ship, tall ship, sail boat, paddleboat, fishing vessel,
    motor boat, speed boat, life boat, narrowboat, canal boat, house boat, ferry boat, ferryboat, tug boat, rubber
    boat, inflatable boat, longtail boat, warship, battleship, aircraft carrier, container ship, freighter, cabin
    cruiser, sailing ship, sailing vessel, sailing yacht`,
  'traffic light': `traffic light, traffic signal, stoplight, stop light, signal light, signal, streetlight signal,
    traffic lamp, pedestrian light, pedestrian signal, crosswalk signal, semaphore, red light, green light, street
    signal, crossing light, crossing signal, walk signal, walk sign, stop-light`,
  'fire hydrant': 'fire hydrant, hydrant, fire plug, fireplug, water hydrant, water plug, fire-hydrant, standpipe',
  'stop sign': `stop sign, stopsign, octagonal sign, octagon sign, octagon, red sign, stop-sign, halt sign, octagonal
    stop sign`,
  'parking meter': `parking meter, meter, parking machine, pay station, ticket machine, parking pay station, pay
    machine, parking-meter, coin meter, ticket meter, parking ticket machine, pay and display machine`,
  bench: 'bench, pew, park bench, picnic bench, park seat, garden bench, wooden bench, bus bench, church pew',
  bird: `bird, seagull, gull, pigeon, dove, duck, goose/geese, swan, parrot, parakeet, budgie, cockatoo, macaw, crow,
    raven, blackbird, sparrow, robin, finch, owl, hawk, eagle, falcon, vulture, osprey, kite bird, heron, egret,
    crane, stork, pelican, flamingo, penguin, ostrich, emu, peacock, turkey, chicken, hen, rooster, cockerel, chick,
    duckling, mallard, gosling, cormorant, puffin, magpie, jay, woodpecker, hummingbird, kingfisher, ibis, tern,
    sandpiper, songbird, goose/gooses, fowl=, waterfowl=, birdie, cygnet, drake, toucan, lovebird, canary/canaries,
    cardinal, starling, albatross, hatchling, nestling, raptor, bird of prey/birds of prey, seabird, sea bird,
    shorebird, wader, kookaburra, quail, pheasant, partridge, guinea fowl=, condor, kestrel, buzzard, sea gull,
    cockatiel, budgerigar, grebe, loon, moorhen, coot, lapwing, avocet, spoonbill, wren, chickadee, bluebird, blue
    jay`,
  cat: `cat, kitty, tabby/tabbies, feline, tomcat, tom cat, pussycat, calico, siamese=, moggy, ginger cat, house cat,
    kitty cat, persian cat, siamese cat, tortoiseshell, tabby cat, ginger tom, pussy, mouser, house-cat`,
  dog: `dog, doggy, doggie, hound, canine, pooch, mutt, poodle, labrador, lab, retriever, golden retriever, terrier,
    bulldog, sheepdog, sheep dog, collie, border collie, german shepherd, alsatian, dalmatian, beagle, husky, pug,
    corgi, dachshund, chihuahua, spaniel, greyhound, rottweiler, doberman, great dane, mastiff, schnauzer, setter,
    pointer dog, shih tzu, yorkie, maltese=, pomeranian, wiener dog, sausage dog, guide dog, pit bull, pitbull, shiba,
    shiba inu, akita, pekingese=, whippet, basset hound, bloodhound, saint bernard, st bernard, french bulldog,
    frenchie, lapdog, guard dog, sled dog, stray dog, rottie, cocker spaniel, springer spaniel, jack russell, jack
    russell terrier, scottie, westie, samoyed, malamute, pinscher, weimaraner, vizsla, labradoodle, cockapoo, bichon,
    papillon, hunting dog, service dog, police dog, pupper, doggo`,
  horse: `horse, pony, mare, stallion, steed, colt, mustang, bronco, stud horse, gelding, donkey, mule, racehorse,
    show horse, thoroughbred, clydesdale, palomino, shetland pony, draft horse, carthorse, cart horse, police horse,
    workhorse, bay horse`,
  sheep: `sheep=, ram, ewe, goat, woolly animal, fleece animal, sheeps*, billy goat, merino, sheepling, mountain goat,
    bighorn`,
  cow: `cow, bull, ox/oxen, cattle*, steer, heifer, longhorn, buffalo=, bison=, yak, bovine, water buffalo=, highland
    cow, dairy cow, moo cow, holstein, angus, jersey cow, zebu, ox cow, water buffaloes*, bullock, milk cow, cattle
    cow`,
  elephant: `elephant, pachyderm, tusker, jumbo elephant, asian elephant, african elephant, bull elephant, cow
    elephant`,
  bear: `bear, grizzly/grizzlies, polar bear, brown bear, black bear, grizzly bear, panda, panda bear, giant panda,
    bruin, kodiak, bear cub, sun bear, sloth bear`,
  zebra: 'zebra, striped horse',
  giraffe: 'giraffe, girafe, long-necked animal',
  backpack: `backpack, back pack, rucksack, knapsack, school bag, schoolbag, bookbag, book bag, packsack, day pack,
    daypack, pack, ruck sack, haversack, day-pack, hiking pack, camera bag, camping pack, hiking backpack, school back
    pack`,
  umbrella: `umbrella, parasol, brolly/brollies, sunshade, sun umbrella, beach umbrella, brelly, patio umbrella, rain
    umbrella, golf umbrella, sun shade`,
  handbag: `handbag, hand bag, purse, tote, tote bag, shoulder bag, satchel, pocketbook, clutch bag, shopping bag,
    messenger bag, crossbody bag, shoulder-bag, man bag, fanny pack, clutch, evening bag, bumbag, bum bag, waist bag,
    belt bag, laptop bag, sling bag, carrier bag, grocery bag, ladies bag, hobo bag, shoulder purse, beach bag`,
  tie: "tie, necktie, neck tie, bow tie, bowtie, cravat, neck-tie, bow-tie, striped tie, silk tie, men's tie",
  suitcase: `suitcase, suit case, briefcase, trunk case, luggage case, travel case, valise, trunk, travel trunk, chest
    trunk, steamer trunk, carry-on, carry on bag, duffel bag, duffel, duffle bag, travel bag, holdall, roller bag,
    luggage bag, wheeled bag, rolling suitcase, rolling bag, rolling luggage*, trolley case, carryon, carry on,
    garment bag, hard case, attache case, gym bag, overnight bag, weekend bag, duffle, suit-case, carry-on bag,
    rollaboard, instrument case`,
  frisbee: `frisbee, disc, disk, flying disc, flying disk, flying saucer, frisbie, frizbee, frisby, disc golf disc,
    throwing disc, plastic disc`,
  skis: `skis=, ski/skis, pair of skis/pairs of skis, pair of ski/pairs of ski, ski pair, snow ski, water ski,
    waterski, cross country skis=, downhill skis=, pair of skies`,
  snowboard: 'snowboard, snow board, snow-board, burton board',
  'sports ball': `ball, soccer ball, football, basketball, baseball, softball, tennis ball, volleyball, golf ball,
    rugby ball, cricket ball, beach ball, sports ball, hockey ball, bowling ball, ping pong ball, puck, soccerball,
    tennisball, basket ball, base ball, foot ball, exercise ball, yoga ball, bouncy ball, play ball, beachball,
    golfball, volley ball`,
  kite: 'kite, parafoil, box kite, stunt kite, delta kite, kitesurfing kite',
  'baseball bat': `baseball bat, bat, cricket bat, softball bat, wooden bat, club, batting stick, base ball bat,
    aluminum bat, metal bat, wiffle bat`,
  'baseball glove': `baseball glove, mitt, catcher mitt, catchers mitt, baseball mitt, fielding glove, catching glove,
    leather glove, catcher's mitt, catchers glove, fielder glove, fielders glove, first base mitt, ball glove`,
  skateboard: `skateboard, skate board, longboard, skate, deck board, skatebord, penny board, skate-board, cruiser
    board`,
  surfboard: `surfboard, surf board, bodyboard, body board, boogie board, paddleboard, paddle board, wakeboard,
    windsurfer board, surfbord, surf-board, paddle-board, shortboard, short board, sup board, stand up paddleboard,
    wind surfer, windsurf board, foam board, surf ski, skimboard`,
  'tennis racket': `tennis racket, racket, racquet, tennis racquet, badminton racket, tennis bat, paddle racket,
    tennis raquet, raquet, tennis-racket, squash racket`,
  bottle: `bottle, wine bottle, beer bottle, water bottle, soda bottle, flask, plastic bottle, glass bottle, shampoo
    bottle, ketchup bottle, sauce bottle, spray bottle, carafe, decanter, thermos, vinegar, champagne bottle, vial,
    canteen, ketchup=, mustard=, vodka=, shampoo=, olive oil=, beer can, sports bottle, squeeze bottle, bottle of
    water/bottles of water, bottle of wine/bottles of wine, bottle of beer/bottles of beer, champagne, syrup bottle,
    milk bottle, baby bottle, pill bottle, perfume bottle, soap bottle, lotion bottle, oil bottle, glass jar, mason
    jar, soda can, coke bottle`,
  'wine glass': `wine glass, wineglass, goblet, champagne glass, champagne flute, flute, stemware*, stem glass, wine
    goblet, stemmed glass, chalice, snifter, brandy glass, martini glass, cocktail glass, champagne coupe, red wine
    glass, stem ware*, glass goblet`,
  cup: `cup, mug, teacup, tea cup, coffee cup, coffee mug, tumbler, beaker, paper cup, plastic cup, drinking glass,
    shot glass, pint glass, pint, beer glass, beer mug, stein, glass of water, water glass, glass of milk, juice
    glass, coffee=, tea=, latte, cappuccino, espresso, drinking vessel, sippy cup, travel mug, cocoa=, milkshake,
    smoothie, styrofoam cup, to-go cup, tankard, hot chocolate=, mocha, americano, glass of juice/glasses of juice,
    cup of coffee/cups of coffee, cup of tea/cups of tea, mug of coffee/mugs of coffee, mug of beer/mugs of beer,
    takeaway cup, measuring cup, coffee glass, juice cup, solo cup, iced tea=, iced coffee=, orange juice=, water cup,
    tooth mug`,
  fork: 'fork, pitchfork, table fork, dinner fork, salad fork, dessert fork, carving fork, plastic fork',
  knife: `knife/knives, knife/knifes, blade, butter knife/butter knives, steak knife/steak knives, table knife/table
    knives, cleaver, dagger, carving knife/carving knives, kitchen knife/kitchen knives, chef knife/chef knives,
    chef's knife/chef's knives, paring knife/paring knives, pocketknife/pocketknives, pocket knife/pocket knives, cake
    knife/cake knives, bread knife/bread knives, machete, pizza cutter, table blade`,
  spoon: `spoon, teaspoon, tablespoon, ladle, soup spoon, serving spoon, wooden spoon, spatula, scoop, soupspoon,
    dessert spoon, table spoon, tea spoon, sugar spoon, mixing spoon, plastic spoon, slotted spoon`,
  bowl: `bowl, dish, mixing bowl, soup bowl, salad bowl, serving bowl, ramekin, cereal bowl, fruit bowl, glass bowl,
    casserole dish, noodle bowl, soup=, cereal=, salad, applesauce=, stew, chili=, oatmeal=, porridge=, ramen=,
    tureen, rice bowl, pudding bowl, glass dish, baking dish, side dish, bowl of soup/bowls of soup, bowl of
    cereal/bowls of cereal, bowl of fruit/bowls of fruit, bowl of salad/bowls of salad, pasta bowl, dog bowl, food
    bowl, water bowl, fish bowl, fishbowl, punch bowl, candy dish, soup dish`,
  banana: 'banana, plantain, bannana, banana slice',
  apple: 'apple, granny smith, gala apple, apple slice',
  sandwich: `sandwich, hamburger, burger, cheeseburger, sub, hoagie, panini, toastie, bagel sandwich, club sandwich,
    grilled cheese=, blt, wrap, burrito, toast=, sandwhich, sandwitch, bap, slider, baguette, gyro, taco, sandwich
    half/sandwich halves, bun, veggie burger, submarine sandwich, quesadilla, pita, falafel, banh mi, croque monsieur,
    tea sandwich, finger sandwich, sloppy joe, ham sandwich, cheese sandwich, turkey sandwich, breakfast sandwich, po
    boy, reuben, bacon sandwich, sarnie, hero sandwich, whopper, big mac`,
  orange: `orange, tangerine, clementine, mandarin, satsuma, citrus=, citrus fruit, orange slice, orange half/orange
    halves, grapefruit, lemon, navel orange, blood orange, orange segment, orange wedge, orange fruit, kumquat`,
  broccoli: `broccoli*, broccoli floret, floret, brocolli*, broccolis*, brocoli*, brocc*, cauliflower, stalk of
    broccoli, broccoli stalk, broccoli spear, broccoli head, broccoli crown, head of broccoli, piece of
    broccoli/pieces of broccoli, broccolini*, romanesco*`,
  carrot: 'carrot, baby carrot, carrot stick, carrot slice, carrot top, shredded carrots*, carot, diced carrots*',
  'hot dog': `hot dog, hotdog, frankfurter, wiener, sausage, bratwurst, frank, corn dog, chili dog, chilli dog,
    hot-dog, weiner, coney dog, chili cheese dog, foot long, footlong, kielbasa, chorizo, sausage roll, pig in a
    blanket, frankfurt, weenie, wienie, hot dog bun`,
  pizza: `pizza, pizza pie, pizza slice, slice of pizza/slices of pizza, flatbread, calzone, pepperoni pizza,
    margherita, deep dish pizza, cheese pizza, pizza half/pizza halves, personal pizza, veggie pizza, sausage pizza,
    pizza piece`,
  donut: `donut, doughnut, do-nut, cruller, bagel, donut hole, fritter, glazed donut, ring donut, pastry ring, eclair,
    beignet, jelly donut, krispy kreme, long john, cinnamon donut, donut ring,
    doughnut hole`,
  cake: `cake, cupcake, birthday cake, wedding cake, cheesecake, muffin, brownie, slice of cake/slices of cake,
    gateau, sponge cake, layer cake, chocolate cake, pancake, tart, torte, pie, sheet cake, cake slice, fruitcake,
    cinnamon roll, danish, scone, cup cake, fruit cake, carrot cake, pound cake, bundt cake, red velvet, tiramisu,
    strudel, piece of cake/pieces of cake, fruit tart, ice cream cake, macaron, eclair cake, brownie
    slice`,
  chair: `chair, armchair, arm chair, stool, bar stool, barstool, seat, recliner, rocking chair, rocker, deck chair,
    lawn chair, folding chair, office chair, desk chair, swivel chair, high chair, highchair, lounge chair, beach
    chair, dining chair, kitchen chair, wheelchair, throne, lounger, chaise, easy chair, director's chair, wicker
    chair, camp chair, wooden chair, patio chair, beanbag chair, bean bag chair, beanbag, plastic chair, metal chair,
    side chair, bar chair, director chair, adirondack chair, lawnchair, armless chair, parlor chair, wing chair,
    wingback, club chair, computer chair, dining room chair, dinner chair, garden chair, car seat, booster seat, wheel
    chair, theater seat, stadium seat, ottoman chair`,
  couch: `couch, sofa, settee, loveseat, love seat, divan, futon, sectional, chesterfield, daybed, sofa bed,
    two-seater, three-seater, sofabed, sofa couch, davenport, leather couch, sectional sofa, couch sofa, lounge sofa,
    corner sofa, chaise longue, chaise lounge`,
  'potted plant': `potted plant, plant, houseplant, house plant, pot plant, flowerpot, flower pot, planter, shrub,
    bonsai, fern, cactus/cacti, succulent, greenery*, window box, indoor plant, leafy plant, potted flower, potted
    tree, flower bed, foliage*, potted palm, plant pot, aloe, monstera, spider plant, topiary, ivy, ficus, flowering
    plant, plant in pot, plant vase, snake plant, tree in a pot, plant box, flower planter, rubber plant, bamboo
    plant, flowers in a pot, palm plant, cacti plant, herb pot`,
  bed: `bed, mattress, bunk bed, bunk, cot, crib, hospital bed, double bed, single bed, twin bed, king-size bed,
    cradle, hammock, dog bed, four-poster, bunkbed, king bed, queen bed, sofa cot, bedding*, baby bed, canopy bed, air
    mattress, four poster bed, trundle bed, cat bed, pet bed, headboard bed`,
  'dining table': `table, dining table, dinner table, kitchen table, picnic table, coffee table, dining room table,
    desk, tabletop, table top, wooden table, end table, side table, restaurant table, work table, worktable, buffet
    table, bar table, round table, glass table, counter table, conference table, card table, office desk, computer
    desk, work desk, writing desk, school desk, breakfast table, patio table, folding table, table cloth table,
    kitchen island, bed table, low table, study table, vanity table, pub table, workstation`,
  toilet: `toilet, loo, commode, lavatory, urinal, bidet, toilet bowl, toilet seat, potty, latrine, wc, john, crapper,
    privy, toliet, toilette, water closet, toilet stool, porta potty`,
  tv: `tv, television, telly/tellies, tv set, television set, flat screen, flatscreen, flat-screen, flat screen tv,
    monitor, computer monitor, computer screen, tv screen, lcd, display, plasma, big screen, desktop computer,
    desktop, desktop monitor, t.v., flatscreen tv, flat-screen tv, lcd tv, crt, crt monitor, lcd monitor, pc monitor,
    computer display, flat panel, television screen, imac, t v, monitor screen, plasma tv`,
  laptop: `laptop, notebook computer, laptop computer, macbook, netbook, chromebook, lap top, portable computer,
    ultrabook, thinkpad, lap-top, notebook pc, mac laptop, dell laptop, computer laptop`,
  mouse: `mouse/mice, computer mouse/computer mice, wireless mouse, pc mouse, optical mouse, mouse/mouses, cordless
    mouse, trackball, mac mouse, apple mouse`,
  remote: `remote, remote control, tv remote, controller, wii controller, wiimote, wii remote, game controller,
    clicker, video game controller, joystick, nunchuk, nunchuck, gamepad, remote controller, game pad, xbox
    controller, playstation controller, ps3 controller, wii nunchuk, tv clicker, television remote, gaming controller,
    joy stick`,
  keyboard: `keyboard, computer keyboard, key board, wireless keyboard, keypad, pc keyboard, key-board, mac keyboard,
    laptop keyboard, apple keyboard, ergonomic keyboard`,
  'cell phone': `cell phone, cellphone, phone, mobile phone, mobile, smartphone, smart phone, iphone, telephone,
    handset, flip phone, cellular phone, blackberry, cell, android phone, smart-phone, cell-phone, android, nokia,
    landline phone, cordless phone, phone receiver, mobile device, camera phone, samsung phone, celphone, fone`,
  microwave: 'microwave, microwave oven, micro wave, microwave unit',
  oven: `oven, stove, range, cooker, stovetop, stove top, gas stove, hob, burner, kitchen stove, range oven, toaster
    oven, stove oven, electric stove, wall oven, cooktop, pizza oven, range cooker, gas range, gas oven, gas cooker,
    stove-top, electric oven, electric cooker, wood stove, brick oven, oven range, double oven`,
  toaster: 'toaster, bread toaster, sandwich toaster, toaster machine, bread maker',
  sink: `sink, washbasin, wash basin, basin, kitchen sink, bathroom sink, washbowl, pedestal sink, hand basin, vanity
    sink, washstand, lavabo, handbasin, washtub, lavatory sink, farm sink, vessel sink, double sink, utility sink,
    bowl sink, sink basin`,
  refrigerator: `refrigerator, fridge, freezer, icebox, ice box, fridge freezer, mini fridge, refridgerator,
    refrigerater, minifridge, refigerator, refrigeratr, mini-fridge, fridge-freezer, refrigeration unit, frig, wine
    fridge, wine cooler, ice chest, beverage cooler`,
  book: `book, novel, textbook, hardback, paperback, hardcover, notebook, magazine, cookbook, comic book, dictionary,
    bible, booklet, manual, binder, paperback book, open book, photo album, brochure, guidebook, diary/diaries,
    journal, atlas, text book, picture book, story book, storybook, coffee table book, phone book, hymnal, coloring
    book, books stack, children's book, law book, encyclopedia, ledger, pamphlet`,
  clock: `clock, wall clock, alarm clock, clock face, clockface, grandfather clock, timepiece, wristwatch, watch,
    digital clock, clock tower, big ben, clock dial, sundial, timer, stopwatch, timekeeper, wall-clock, street clock,
    tower clock, cuckoo clock, clocktower, pocket watch, mantel clock, desk clock, station clock`,
  vase: `vase, urn, flower vase, glass vase, amphora, flower jar, ceramic vase, flower jug, bud vase, flower holder,
    jug vase, pottery vase, clay vase, vase of flowers/vases of flowers`,
  scissors: `scissors=, pair of scissors/pairs of scissors, shears=, scissor, clippers=, pinking shears=, sissors=,
    scisors=, set of scissors, snips=, scizzors=, sicssors=, secateurs=, garden shears=, kitchen shears=, kitchen
    scissors=, safety scissors=, nail scissors=, pair of shears, tin snips=`,
  'teddy bear': `teddy bear, teddy, stuffed bear, stuffed animal, stuffed toy, soft toy, plush, plush toy, plushie,
    toy bear, stuffie, cuddly toy, stuffed dog, stuffed rabbit, stuffed bunny, stuffed cat, stuffed monkey, plush
    bear, teddybear, tedy bear, toy animal, toy dog, bear toy, stuffed one, stuffed elephant, stuffed panda, doll,
    bear doll, plush animal, winnie the pooh, pooh bear, rag doll, care bear, stuffed giraffe, stuffed lion, stuffed
    pig, plush rabbit, plush dog, plush bunny, soft bear, bear plush, paddington, stuffed teddy, stuffed teddy bear,
    stuffed toy bear`,
  'hair drier': `hair drier, hair dryer, hairdryer, hairdrier, blow dryer, blow drier, blowdryer, dryer, drier,
    hair-dryer, hair-drier, hair hand dryer`,
  toothbrush: `toothbrush, tooth brush, electric toothbrush, toothbrush head, brush, tooth-brush, kids toothbrush,
    oral b`,
};
